package io.quarkiverse.durable.deployment.tenants;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkiverse.durable.Durable;

@Durable(channel = "bills")
@Entity(name = "Bill")
public class Bill {

    @Id
    public String id;
    @Column(precision = 20, scale = 4)
    public BigDecimal amount;
    @ElementCollection
    public List<String> lines = new ArrayList<>();

    public Bill() {
    }

    Bill(String id, String amount) {
        this.id = id;
        this.amount = new BigDecimal(amount);
    }
}
