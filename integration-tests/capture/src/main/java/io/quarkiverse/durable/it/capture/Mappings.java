package io.quarkiverse.durable.it.capture;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;

/** Keeps what Hibernate knows about the mapping of each persistence unit. Found by Hibernate through its service file. */
public class Mappings implements Integrator {

    /** The mapping of one persistence unit. */
    public record Unit(Metadata metadata, SessionFactoryImplementor factory) {
    }

    private static final Map<String, Unit> UNITS = new ConcurrentHashMap<>();

    @Override
    public void integrate(Metadata metadata, BootstrapContext bootstrap, SessionFactoryImplementor factory) {
        UNITS.put(String.valueOf(factory.getProperties().get("hibernate.persistenceUnitName")), new Unit(metadata, factory));
    }

    @Override
    public void disintegrate(SessionFactoryImplementor factory, SessionFactoryServiceRegistry registry) {
        UNITS.values().removeIf(unit -> unit.factory() == factory);
    }

    public static Map<String, Unit> units() {
        return Map.copyOf(UNITS);
    }
}
