package io.quarkiverse.durable.quickstart;

import java.math.BigDecimal;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

import com.fasterxml.jackson.annotation.JsonIgnore;

import io.quarkiverse.durable.Durable;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** Each committed change of a line arrives on the channel {@code OrderLine}. */
@Entity(name = "OrderLine")
@Table(name = "order_lines")
@Durable
public class OrderLine extends PanacheEntityBase {

    /** Id of the order, a slash, and the number of the line. */
    @Id
    public String id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JsonIgnore
    public Order order;

    public String product;

    public int quantity;

    public BigDecimal price;
}
