package io.quarkiverse.durable.quickstart;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

import io.quarkiverse.durable.Durable;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;

/** Each committed change of an order arrives on the channel {@code Order}. */
@Entity(name = "Order")
@Table(name = "orders") // ORDER is a word of SQL
@Durable
public class Order extends PanacheEntityBase {

    public enum Status {
        OPEN,
        CONFIRMED
    }

    /** Given by the client, so that it can ask for it after a request whose answer it never got. */
    @Id
    public String id;

    @Version
    public int version;

    public String customer;

    /** As text: H2's own enum type does not survive a crash well. */
    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    public Status status = Status.OPEN;

    public BigDecimal total = BigDecimal.ZERO;

    @OneToMany(mappedBy = "order", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("id")
    public List<OrderLine> lines = new ArrayList<>();

    OrderLine add(Product product, int quantity) {
        OrderLine line = new OrderLine();
        line.id = id + "/" + (lines.size() + 1);
        line.order = this;
        line.product = product.name;
        line.quantity = quantity;
        line.price = product.price;
        lines.add(line);
        total = total.add(product.price.multiply(BigDecimal.valueOf(quantity)));
        return line;
    }
}
