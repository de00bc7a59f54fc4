package io.quarkiverse.durable.it.metadata;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.TenantId;

import io.quarkiverse.durable.Durable;

@Entity
@Durable
@Table(name = "orders")
public class Order {

    @Id
    public String id;

    @TenantId
    public String tenant;

    public Order() {
    }

    public Order(String id) {
        this.id = id;
    }
}
