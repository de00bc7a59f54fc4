package io.quarkiverse.durable.deployment.encryption;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import io.quarkiverse.durable.Durable;

@Durable
@Entity
public class Secret {

    @Id
    public String id;
    public String text;

    public Secret() {
    }

    public Secret(String id, String text) {
        this.id = id;
        this.text = text;
    }
}
