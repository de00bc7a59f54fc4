package io.quarkiverse.durable.deployment.rights;

import java.math.BigDecimal;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkiverse.durable.Durable;

/** The application may read all of it but one column. */
@Durable(channel = "letters")
@Entity(name = "Safe")
public class Safe {

    @Id
    public String id;
    public String label;
    public BigDecimal code;

    public Safe() {
    }

    Safe(String id, String code) {
        this.id = id;
        this.code = new BigDecimal(code);
    }
}
