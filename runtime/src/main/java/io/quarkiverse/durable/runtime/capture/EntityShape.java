package io.quarkiverse.durable.runtime.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

import org.hibernate.bytecode.enhance.spi.LazyPropertyInitializer;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.Generator;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityIdentifierMapping;
import org.hibernate.metamodel.mapping.NonAggregatedIdentifierMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.hibernate.property.access.internal.PropertyAccessStrategyBackRefImpl;
import org.hibernate.property.access.internal.PropertyAccessStrategyEmbeddedImpl;
import org.hibernate.property.access.internal.PropertyAccessStrategyIndexBackRefImpl;
import org.hibernate.property.access.spi.PropertyAccessStrategy;
import org.hibernate.spi.NavigablePath;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.Operation;

/** Turns the state of one entity class, as Hibernate has it, into an image: a map of values that can stand in the log. */
final class EntityShape {

    private final EntityPersister persister;
    private final EntityIdentifierMapping id;
    private final Codec idCodec;
    private final List<Attribute> attributes = new ArrayList<>();
    private final List<CollectionPersister> ownedCollections = new ArrayList<>();
    private final List<AttributeMapping> mappings = new ArrayList<>();

    /**
     * @param stored unlike the value that Hibernate has after an insert, or an update: the database makes it, or something of
     *        it
     */
    private record Attribute(String name, int position, Codec codec, Set<Operation> stored) {
    }

    EntityShape(EntityPersister persister, Codecs codecs) {
        this.persister = persister;
        this.id = persister.getIdentifierMapping();
        this.idCodec = Objects.requireNonNull(codecs.of(id), "an identifier has a value");
        persister.getAttributeMappings().forEach(attribute -> {
            Codec codec = isSynthetic(attribute) ? null : codecs.of(attribute);
            if (codec != null) {
                mappings.add(attribute);
                attributes.add(new Attribute(attribute.getAttributeName(), attribute.getStateArrayPosition(), codec,
                        stored(attribute)));
            }
            collect(attribute);
        });
    }

    private void collect(AttributeMapping attribute) {
        if (attribute instanceof PluralAttributeMapping plural && !plural.getCollectionDescriptor().isInverse()) {
            ownedCollections.add(plural.getCollectionDescriptor());
        } else if (attribute instanceof EmbeddableValuedModelPart embeddable) {
            embeddable.getEmbeddableTypeDescriptor().getAttributeMappings().forEach(this::collect);
        }
    }

    /** Those of the images, without the identifier. */
    List<AttributeMapping> mappings() {
        return mappings;
    }

    /** Those that are stored for this entity, and not by the other side. */
    List<CollectionPersister> ownedCollections() {
        return ownedCollections;
    }

    /** Of a collection in its owner; parts are joined by a dot where it is in an embeddable. */
    static String path(CollectionPersister collection) {
        return collection.getRole().substring(collection.getOwnerEntityPersister().getEntityName().length() + 1);
    }

    private Set<Operation> stored(AttributeMapping attribute) {
        Set<Operation> stored = EnumSet.noneOf(Operation.class);
        attribute.forEachSelectable((index, column) -> {
            if (column.isFormula() || !column.getWriteExpression().equals("?")) {
                stored.add(Operation.INSERT);
                stored.add(Operation.UPDATE);
            } else if (!column.isInsertable() && attribute.getGenerator() == null) {
                stored.add(Operation.INSERT);
                if (!column.isUpdateable()) {
                    stored.add(Operation.UPDATE);
                }
            }
        });
        attribute.forEachSelectable((index, column) -> stored.addAll(byOtherSql(column.getContainingTableExpression())));
        if (persister.isDynamicUpdate() && !persister.isVersioned()) {
            stored.add(Operation.UPDATE);
        }
        return stored;
    }

    /** Of a table that Hibernate does not write, or by SQL of the application. */
    private Set<Operation> byOtherSql(String table) {
        Set<Operation> other = EnumSet.noneOf(Operation.class);
        for (EntityTableMapping mapping : ((AbstractEntityPersister) persister).getTableMappings()) {
            if (mapping.getTableName().equals(table)) {
                if (mapping.isInverse() || mapping.getInsertDetails().getCustomSql() != null) {
                    other.add(Operation.INSERT);
                }
                if (mapping.isInverse() || mapping.getUpdateDetails().getCustomSql() != null) {
                    other.add(Operation.UPDATE);
                }
            }
        }
        return other;
    }

    @Nullable
    Object encode(String attribute, @Nullable Object value, SharedSessionContractImplementor session) {
        return attributes.stream().filter(each -> each.name().equals(attribute)).findFirst()
                .map(each -> each.codec().of(value, session)).orElse(null);
    }

    List<String> identifierNames() {
        if (id instanceof NonAggregatedIdentifierMapping several) {
            List<String> names = new ArrayList<>();
            several.getIdentifierValueMapper().getAttributeMappings()
                    .forEach(attribute -> names.add(attribute.getAttributeName()));
            return names;
        }
        return List.of(id.getAttributeName());
    }

    /** Attributes by which a consumer finds the rows of a collection. */
    Set<String> identification(CollectionPersister collection) {
        Set<String> names = new TreeSet<>(identifierNames());
        String other = collection.getCollectionType().getLHSPropertyName();
        if (other != null) {
            names.add(other);
            // several attributes are put together by Hibernate
            if (persister.findAttributeMapping(other) instanceof EmbeddableValuedModelPart several) {
                several.getEmbeddableTypeDescriptor().getAttributeMappings()
                        .forEach(part -> names.add(part.getAttributeName()));
            }
        }
        return names;
    }

    /** Of all attributes beside the identifier. */
    List<String> names() {
        return attributes.stream().map(Attribute::name).toList();
    }

    /** Attributes of which only the database knows the value after the write. */
    Set<String> storedOnly(Operation operation, @Nullable Object[] state) {
        Set<String> names = new TreeSet<>();
        for (Attribute attribute : attributes) {
            boolean isDefault = operation == Operation.INSERT && persister.isDynamicInsert()
                    && state[attribute.position()] == null;
            if (isDefault || attribute.stored().contains(operation)) {
                names.add(attribute.name());
            }
        }
        return names;
    }

    /** Of Hibernate itself, or of the other side of an association, which writes it. */
    private static boolean isSynthetic(AttributeMapping attribute) {
        if (attribute.getAttributeName().equals(NavigablePath.IDENTIFIER_MAPPER_PROPERTY)) {
            return true;
        }
        PropertyAccessStrategy access = attribute.getPropertyAccess().getPropertyAccessStrategy();
        return access instanceof PropertyAccessStrategyBackRefImpl || access instanceof PropertyAccessStrategyIndexBackRefImpl
                || access instanceof PropertyAccessStrategyEmbeddedImpl;
    }

    /** The identifier as text. Parts of a composite one are joined by a comma; a comma inside of a part has a backslash. */
    String key(Object identifier, SharedSessionContractImplementor session) {
        return text(idCodec.of(identifier, session));
    }

    /** A key as text. */
    static String text(@Nullable Object value) {
        if (value instanceof Map<?, ?> parts) {
            StringJoiner key = new StringJoiner(",");
            join(parts, key);
            return key.toString();
        }
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }

    private static void join(Map<?, ?> parts, StringJoiner key) {
        for (Object part : parts.values()) {
            if (part instanceof Map<?, ?> nested) {
                join(nested, key);
            } else {
                key.add(text(part).replace("\\", "\\\\").replace(",", "\\,"));
            }
        }
    }

    /** Attributes that were not fetched are not in the image. */
    Map<String, @Nullable Object> image(Object identifier, @Nullable Object[] state, SharedSessionContractImplementor session) {
        Map<String, @Nullable Object> image = new LinkedHashMap<>();
        Object idValue = idCodec.of(identifier, session);
        if (id instanceof NonAggregatedIdentifierMapping && idValue instanceof Map<?, ?> parts) {
            parts.forEach((name, part) -> image.put(String.valueOf(name), part));
        } else {
            image.put(id.getAttributeName(), idValue);
        }
        for (Attribute attribute : attributes) {
            Object value = state[attribute.position()];
            if (value != LazyPropertyInitializer.UNFETCHED_PROPERTY) {
                image.put(attribute.name(), attribute.codec().of(value, session));
            }
        }
        return image;
    }

    /** Whether an update need not write all attributes: some are in other tables, not updatable, or left out where equal. */
    boolean isWrittenInPart() {
        if (persister.getTableSpan() > 1 || persister.isDynamicUpdate()) {
            return true;
        }
        for (int i = 0; i < persister.getPropertyUpdateability().length; i++) {
            if (!persister.getPropertyUpdateability()[i] && !persister.getPropertyTypes()[i].isCollectionType()) {
                return true;
            }
        }
        return false;
    }

    /** What an update leaves in the row: attributes that updates do not write keep their old value. */
    @Nullable
    Object[] written(@Nullable Object[] state, @Nullable Object @Nullable [] old) {
        if (old == null) {
            return state;
        }
        @Nullable
        Object[] written = Arrays.copyOf(state, state.length);
        for (int i = 0; i < written.length; i++) {
            Generator generator = persister.getGenerators()[i];
            if (!persister.getPropertyUpdateability()[i] && (generator == null || !generator.generatesOnUpdate())) {
                written[i] = old[i];
            }
        }
        return written;
    }
}
