package io.quarkiverse.durable.runtime.publication;

import java.util.Map;

import io.quarkus.runtime.RuntimeValue;
import io.quarkus.runtime.annotations.Recorder;

/** Carries what the build decided into the application. */
@Recorder
public class PublicationRecorder {

    public RuntimeValue<Sinks> sinks(Map<String, Integer> subscribers) {
        return new RuntimeValue<>(new Sinks(subscribers));
    }
}
