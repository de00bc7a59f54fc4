package io.quarkiverse.durable.quickstart;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.NotFoundException;

import io.quarkus.runtime.StartupEvent;

/** What there is, and how much of it. */
@ApplicationScoped
public class Catalog {

    private static final int PLENTY = 10_000_000;

    private final EntityManager entityManager;

    Catalog(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    @Transactional
    void fill(@Observes StartupEvent started) {
        if (Product.count() == 0) {
            offer("apple", "0.40", PLENTY);
            offer("bread", "3.20", PLENTY);
            offer("cheese", "8.90", PLENTY);
            offer("coffee", "12.00", PLENTY);
            offer("honey", "6.50", PLENTY);
            offer("noodles", "1.90", PLENTY);
            offer("olives", "4.10", PLENTY);
            offer("salt", "0.90", PLENTY);
            offer("tea", "5.60", PLENTY);
            offer("tomato", "0.70", PLENTY);
            offer("truffle", "99.00", 0);
        }
    }

    private static void offer(String name, String price, int stock) {
        Product product = new Product();
        product.name = name;
        product.price = new BigDecimal(price);
        product.stock = stock;
        product.persist();
    }

    Product product(String name) {
        Product product = Product.findById(name);
        if (product == null) {
            throw new NotFoundException("There is no product " + name);
        }
        return product;
    }

    /**
     * Takes the products of some lines from the stock, always in the same order, so that two requests cannot block each other.
     */
    void take(List<OrderLine> lines) {
        for (OrderLine line : byProduct(lines)) {
            Product product = locked(line);
            if (product.stock < line.quantity) {
                throw new OutOfStock(product.name, product.stock, line.quantity);
            }
            product.stock -= line.quantity;
        }
    }

    void giveBack(List<OrderLine> lines) {
        for (OrderLine line : byProduct(lines)) {
            locked(line).stock += line.quantity;
        }
    }

    private Product locked(OrderLine line) {
        Product product = product(line.product);
        entityManager.flush();
        entityManager.refresh(product, LockModeType.PESSIMISTIC_WRITE);
        return product;
    }

    private static List<OrderLine> byProduct(List<OrderLine> lines) {
        return lines.stream().sorted(Comparator.comparing(line -> line.product)).toList();
    }
}
