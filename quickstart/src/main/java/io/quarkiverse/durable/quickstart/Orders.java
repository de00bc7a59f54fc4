package io.quarkiverse.durable.quickstart;

import java.math.BigDecimal;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;

import io.quarkiverse.durable.Outbox;
import io.quarkus.panache.common.Sort;

/** What can be done with orders: plain JPA in transactions. Nothing here knows of channels. */
@ApplicationScoped
public class Orders {

    private final Catalog catalog;
    private final Outbox outbox;
    private final Audit audit;

    Orders(Catalog catalog, Outbox outbox, Audit audit) {
        this.catalog = catalog;
        this.outbox = outbox;
        this.audit = audit;
    }

    public record Item(String product, int quantity) {
    }

    /** Data of the event of the same name. */
    public record OrderConfirmed(String order, String customer, BigDecimal total) {
    }

    @Transactional
    public Order create(String id, String customer, List<Item> items) {
        if (Order.findById(id) != null) {
            throw conflict("There is an order " + id + " already");
        }
        Order order = new Order();
        order.id = id;
        order.customer = customer;
        items.forEach(item -> order.add(catalog.product(item.product()), item.quantity()));
        order.persistAndFlush();
        // The rows are written. If the stock does not suffice, all of it is rolled back, and nobody hears of it.
        catalog.take(order.lines);
        audit.order(order, "insert");
        order.lines.forEach(line -> audit.line(line, "insert"));
        return order;
    }

    @Transactional
    public Order add(String id, Item item) {
        Order order = open(id);
        OrderLine line = order.add(catalog.product(item.product()), item.quantity());
        order.persistAndFlush();
        catalog.take(List.of(line));
        audit.order(order, "update");
        audit.line(line, "insert");
        return order;
    }

    /** An event beside the change of the row, in the same transaction. */
    @Transactional
    public Order confirm(String id) {
        Order order = open(id);
        order.status = Order.Status.CONFIRMED;
        outbox.append(new Outbox.Event("OrderConfirmed", id, new OrderConfirmed(id, order.customer, order.total)));
        order.flush();
        audit.order(order, "update");
        audit.event("OrderConfirmed", id);
        order.lines.size(); // the answer shows them
        return order;
    }

    @Transactional
    public void cancel(String id) {
        Order order = locked(id);
        order.lines.forEach(line -> audit.line(line, "delete"));
        audit.order(order, "delete");
        order.delete();
        catalog.giveBack(order.lines);
    }

    @Transactional
    public List<Order> newest(int limit) {
        List<Order> orders = Order.<Order> findAll(Sort.descending("id")).page(0, limit).list();
        orders.forEach(order -> order.lines.size()); // the answer shows them
        return orders;
    }

    @Transactional
    public Order get(String id) {
        Order order = found(id, Order.findById(id));
        order.lines.size(); // the answer shows them
        return order;
    }

    private static Order open(String id) {
        Order order = locked(id);
        if (order.status != Order.Status.OPEN) {
            throw conflict("Order " + id + " is confirmed and cannot be changed");
        }
        return order;
    }

    private static Order locked(String id) {
        return found(id, Order.findById(id, LockModeType.PESSIMISTIC_WRITE));
    }

    private static Order found(String id, Order order) {
        if (order == null) {
            throw new NotFoundException("There is no order " + id);
        }
        return order;
    }

    private static ClientErrorException conflict(String message) {
        return new ClientErrorException(message, Response.Status.CONFLICT);
    }
}
