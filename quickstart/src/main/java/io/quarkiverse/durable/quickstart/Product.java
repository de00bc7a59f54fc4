package io.quarkiverse.durable.quickstart;

import java.math.BigDecimal;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** What can be ordered. Not durable: nobody is told of its changes. */
@Entity
@Table(name = "products")
public class Product extends PanacheEntityBase {

    @Id
    public String name;

    public BigDecimal price;

    public int stock;
}
