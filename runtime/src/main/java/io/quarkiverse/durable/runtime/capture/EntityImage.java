package io.quarkiverse.durable.runtime.capture;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.CollectionType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/** Turns Hibernate's state arrays into maps of values that can stand in the log. */
final class EntityImage {

    private final SessionFactoryImplementor factory;

    EntityImage(SessionFactoryImplementor factory) {
        this.factory = factory;
    }

    /** The identifier as text; parts of a composite one are joined by a comma. */
    String key(EntityPersister persister, Object id, @Nullable SharedSessionContractImplementor session) {
        Object value = value(persister.getIdentifierType(), id, session);
        if (value instanceof Map<?, ?> parts) {
            return String.join(",", parts.values().stream().map(String::valueOf).toList());
        }
        return String.valueOf(value);
    }

    Map<String, @Nullable Object> state(EntityPersister persister, Object id, @Nullable Object[] state,
            @Nullable SharedSessionContractImplementor session) {
        Map<String, @Nullable Object> image = new LinkedHashMap<>();
        String idName = persister.getIdentifierPropertyName();
        Object idValue = value(persister.getIdentifierType(), id, session);
        if (idName != null) {
            image.put(idName, idValue);
        } else if (idValue instanceof Map<?, ?> parts) {
            parts.forEach((name, part) -> image.put(String.valueOf(name), part));
        }
        for (int i = 0; i < state.length; i++) {
            Type type = persister.getPropertyTypes()[i];
            if (!(type instanceof CollectionType) && state[i] != LazyPropertyInitializer.UNFETCHED_PROPERTY) {
                image.put(persister.getPropertyNames()[i], value(type, state[i], session));
            }
        }
        return image;
    }

    /**
     * State before an update. A changed embeddable is left out: Hibernate keeps the instance, not a copy, so its old values are
     * gone.
     */
    Map<String, @Nullable Object> stateBefore(EntityPersister persister, Object id, @Nullable Object[] old,
            int @Nullable [] dirty, SharedSessionContractImplementor session) {
        @Nullable
        Object[] known = Arrays.copyOf(old, old.length);
        if (dirty != null) {
            for (int index : dirty) {
                if (persister.getPropertyTypes()[index] instanceof ComponentType) {
                    known[index] = LazyPropertyInitializer.UNFETCHED_PROPERTY;
                }
            }
        }
        return state(persister, id, known, session);
    }

    /** What an update leaves in the row: properties that updates do not write keep their old value. */
    @Nullable
    Object[] written(EntityPersister persister, @Nullable Object[] state, @Nullable Object @Nullable [] old) {
        if (old == null) {
            return state;
        }
        @Nullable
        Object[] written = Arrays.copyOf(state, state.length);
        for (int i = 0; i < written.length; i++) {
            if (!persister.getPropertyUpdateability()[i]) {
                written[i] = old[i];
            }
        }
        return written;
    }

    @Nullable
    Object value(Type type, @Nullable Object value, @Nullable SharedSessionContractImplementor session) {
        if (value == null || value == LazyPropertyInitializer.UNFETCHED_PROPERTY) {
            return null;
        }
        if (type instanceof ComponentType component) {
            Map<String, @Nullable Object> parts = new LinkedHashMap<>();
            Type[] types = component.getSubtypes();
            for (int i = 0; i < types.length; i++) {
                if (!(types[i] instanceof CollectionType)) {
                    parts.put(component.getPropertyNames()[i], value(types[i], component.getPropertyValue(value, i), session));
                }
            }
            return parts;
        }
        if (type.isEntityType()) {
            Object id = type.disassemble(value, session, null);
            EntityPersister target = factory.getMappingMetamodel()
                    .getEntityDescriptor(((org.hibernate.type.EntityType) type).getAssociatedEntityName());
            return value(target.getIdentifierType(), id, session);
        }
        return LogValue.of(value);
    }

    boolean isDurableWithOwnedCollections(Object instance, ChangeListener durable) {
        EntityPersister persister = factory.getMappingMetamodel().getEntityDescriptor(instance.getClass());
        if (durable.entity(persister) == null) {
            return false;
        }
        for (Type type : persister.getPropertyTypes()) {
            if (type instanceof CollectionType collection && !descriptor(collection).isInverse()) {
                return true;
            }
        }
        return false;
    }

    private CollectionPersister descriptor(CollectionType collection) {
        return factory.getMappingMetamodel().getCollectionDescriptor(collection.getRole());
    }

    static Map<String, @Nullable Object> single(String property, @Nullable Object value) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put(property, value);
        return map;
    }
}
