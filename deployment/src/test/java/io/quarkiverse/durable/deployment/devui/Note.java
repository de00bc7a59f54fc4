package io.quarkiverse.durable.deployment.devui;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

import io.quarkiverse.durable.Durable;

@Entity
@Durable
public class Note {

    @Id
    @GeneratedValue
    public Long id;

    public String text;
}
