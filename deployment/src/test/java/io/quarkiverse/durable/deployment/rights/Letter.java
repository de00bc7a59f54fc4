package io.quarkiverse.durable.deployment.rights;

import java.math.BigDecimal;
import java.time.LocalDateTime;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkiverse.durable.Durable;

/** The application may insert it and nothing else. */
@Durable(channel = "letters")
@Entity(name = "Letter")
public class Letter {

    @Id
    public String id;
    public BigDecimal postage;
    public LocalDateTime sent;

    public Letter() {
    }

    Letter(String id, String postage, String sent) {
        this.id = id;
        this.postage = new BigDecimal(postage);
        this.sent = LocalDateTime.parse(sent);
    }
}
