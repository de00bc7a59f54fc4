package io.quarkiverse.durable.benchmark.capture;

import jakarta.persistence.Embeddable;

@Embeddable
public class Dimensions {

    public int length;
    public int width;
    public int height;
}
