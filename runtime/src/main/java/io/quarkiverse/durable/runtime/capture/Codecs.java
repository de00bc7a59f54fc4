package io.quarkiverse.durable.runtime.capture;

import java.lang.reflect.Array;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.hibernate.Hibernate;
import org.hibernate.dialect.TimeZoneSupport;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.metamodel.mapping.DiscriminatedAssociationModelPart;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor.Nature;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.NonAggregatedIdentifierMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.EntityCollectionPart;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.type.BasicPluralType;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.converter.spi.JpaAttributeConverter;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.usertype.internal.AbstractTimeZoneStorageCompositeUserType;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Makes the codec of each part of Hibernate's mapping model, once for each factory. */
final class Codecs {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final String TIMES_IN_PARTS = AbstractTimeZoneStorageCompositeUserType.class.getPackageName();

    private final SessionFactoryImplementor factory;
    /** Null inside of a JSON document, where no column rounds. */
    private final @Nullable ColumnFacts facts;

    Codecs(SessionFactoryImplementor factory) {
        this(factory, new ColumnFacts(factory));
    }

    private Codecs(SessionFactoryImplementor factory, @Nullable ColumnFacts facts) {
        this.factory = factory;
        this.facts = facts;
    }

    /** @return null for what the row of the entity does not hold: collections, and the other side of an association */
    @Nullable
    Codec of(ModelPart part) {
        if (part instanceof PluralAttributeMapping) {
            return null;
        }
        if (part instanceof ToOneAttributeMapping toOne) {
            return toOne.getSideNature() == Nature.KEY ? reference(toOne.getForeignKeyDescriptor()) : null;
        }
        if (part instanceof EntityCollectionPart element) {
            return identifierOf(element.getAssociatedEntityMappingType());
        }
        if (part instanceof DiscriminatedAssociationModelPart any) {
            return any(any);
        }
        if (part instanceof NonAggregatedIdentifierMapping id) {
            return embeddable(id.getIdentifierValueMapper());
        }
        if (part instanceof EmbeddableValuedModelPart embeddable) {
            EmbeddableMappingType type = embeddable.getEmbeddableTypeDescriptor();
            return isTimeWithOffset(type) ? timeWithOffset(type) : embeddable(type);
        }
        if (part instanceof BasicValuedModelPart basic) {
            Codec codec = basic(basic.getJdbcMapping());
            return facts == null ? codec : facts.fitted(basic, codec);
        }
        throw new IllegalArgumentException("Unknown kind of mapping: " + part.getClass().getName());
    }

    private Codec reference(ForeignKeyDescriptor key) {
        Codec value = required(key.getKeyPart());
        return (target, session) -> value
                .of(key.getAssociationKeyFromSide(target, key.getTargetSide(), session), session);
    }

    private Codec identifierOf(EntityMappingType target) {
        Codec id = required(target.getIdentifierMapping());
        return (entity, session) -> id.of(target.getIdentifierMapping().getIdentifier(entity), session);
    }

    private Codec any(DiscriminatedAssociationModelPart any) {
        Codec id = required(any.getKeyPart());
        return (entity, session) -> {
            EntityMappingType concrete = factory.getMappingMetamodel()
                    .getEntityDescriptor(Hibernate.getClassLazy(entity).getName());
            Map<String, @Nullable Object> reference = new LinkedHashMap<>();
            reference.put("type", standard(any.resolveDiscriminatorForEntityType(concrete)));
            reference.put("id", id.of(concrete.getIdentifierMapping().getIdentifier(entity), session));
            return reference;
        };
    }

    private Codec required(ModelPart part) {
        Codec codec = of(part);
        if (codec == null) {
            throw new IllegalArgumentException("A key without a value: " + part.getNavigableRole());
        }
        return codec;
    }

    /** One whose parts are all null is null: the database cannot tell the two, unless it has the class. */
    private Codec embeddable(EmbeddableMappingType type) {
        int count = type.getNumberOfAttributeMappings();
        List<@Nullable Codec> parts = new ArrayList<>(count);
        Codecs inside = type.getAggregateMapping() == null ? this : new Codecs(factory, null);
        for (int i = 0; i < count; i++) {
            parts.add(inside.of(type.getAttributeMapping(i)));
        }
        return (value, session) -> {
            Map<String, @Nullable Object> image = new LinkedHashMap<>();
            EmbeddableMappingType.ConcreteEmbeddableType concrete = type.isPolymorphic()
                    ? type.findSubtypeBySubclass(value.getClass().getName())
                    : null;
            boolean empty = true;
            for (int i = 0; i < count; i++) {
                Codec part = parts.get(i);
                if (part != null && (concrete == null || concrete.declaresAttribute(i))) {
                    AttributeMapping attribute = type.getAttributeMapping(i);
                    Object encoded = part.of(type.getValue(value, i), session);
                    image.put(attribute.getAttributeName(), encoded);
                    empty &= encoded == null;
                }
            }
            if (concrete != null) {
                image.put(type.getDiscriminatorMapping().getSelectableName(), standard(concrete.getDiscriminatorValue()));
            }
            return empty && concrete == null ? null : image;
        };
    }

    /** Hibernate takes apart a date and time whose offset has a column of its own. */
    static boolean isTimeWithOffset(EmbeddableMappingType type) {
        return type.getMappedJavaType().getJavaTypeClass().getPackageName().equals(TIMES_IN_PARTS)
                || Temporal.class.isAssignableFrom(type.getMappedJavaType().getJavaTypeClass());
    }

    private Codec timeWithOffset(EmbeddableMappingType type) {
        Codec utc = required(type.getAttributeMapping(0));
        return (value, session) -> {
            String text = String.valueOf(utc.of(type.getValue(value, 0), session));
            ZoneOffset offset = (ZoneOffset) type.getValue(value, 1);
            return value instanceof OffsetTime ? OffsetTime.parse(text).withOffsetSameInstant(offset).toString()
                    : Instant.parse(text).atOffset(offset).toString();
        };
    }

    private Codec basic(JdbcMapping type) {
        if (type.getJdbcType().isJson()) {
            return json(type);
        }
        if (type.getJdbcType().isXml()) {
            return (value, session) -> session.getXmlFormatMapper().toString(value, cast(type.getJavaTypeDescriptor()),
                    session);
        }
        boolean isConverted = type.getValueConverter() != null;
        if (isConverted && type.getJavaTypeDescriptor().getJavaTypeClass().isEnum()
                && !(type.getValueConverter() instanceof JpaAttributeConverter)) {
            return (value, session) -> StandardValue.of(value);
        }
        if (isConverted) {
            return new Converted(type);
        }
        if (type instanceof BasicPluralType<?, ?> plural) {
            return elements(basic(plural.getElementType()));
        }
        return switch (type.getJdbcType().getDefaultSqlTypeCode()) {
            case Types.DATE -> (value, session) -> value instanceof Date date
                    ? new java.sql.Date(date.getTime()).toString()
                    : relational(type, value, session);
            case Types.TIME -> (value, session) -> value instanceof Date date
                    ? new java.sql.Time(date.getTime()).toString()
                    : relational(type, value, session);
            case SqlTypes.TIMESTAMP_WITH_TIMEZONE -> offsetIsKept()
                    ? Codecs::withOffset
                    : (value, session) -> relational(type, value, session);
            default -> (value, session) -> relational(type, value, session);
        };
    }

    /** A converter may make something of null. */
    private record Converted(JdbcMapping type) implements Codec {

        @Override
        public @Nullable Object encode(Object value, SharedSessionContractImplementor session) {
            return of(value, session);
        }

        @Override
        public @Nullable Object of(@Nullable Object value, SharedSessionContractImplementor session) {
            return relational(type, type.convertToRelationalValue(value), session);
        }
    }

    private boolean offsetIsKept() {
        return factory.getJdbcServices().getDialect().getTimeZoneSupport() == TimeZoneSupport.NATIVE;
    }

    private static @Nullable Object withOffset(Object value, SharedSessionContractImplementor session) {
        if (value instanceof ZonedDateTime time) {
            return time.toOffsetDateTime().toString();
        }
        return value instanceof OffsetDateTime ? value.toString() : StandardValue.of(value);
    }

    private static Codec elements(Codec element) {
        return (value, session) -> {
            List<@Nullable Object> list = new ArrayList<>();
            if (value instanceof Collection<?> collection) {
                collection.forEach(each -> list.add(element.of(each, session)));
            } else {
                for (int i = 0; i < Array.getLength(value); i++) {
                    list.add(element.of(Array.get(value, i), session));
                }
            }
            return list;
        };
    }

    private static Codec json(JdbcMapping type) {
        return (value, session) -> {
            String text = value instanceof String json ? json
                    : session.getJsonFormatMapper().toString(value, cast(type.getJavaTypeDescriptor()), session);
            try {
                return JSON.readValue(text, Object.class);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("A JSON attribute of a durable entity is not JSON: "
                        + e.getOriginalMessage(), e);
            }
        };
    }

    /** What has no form that everybody knows goes in the form in which JDBC would get it. */
    private static @Nullable Object relational(JdbcMapping type, @Nullable Object value,
            SharedSessionContractImplementor session) {
        if (value == null) {
            return null;
        }
        Object standard = StandardValue.of(value);
        if (standard != null) {
            return standard;
        }
        JavaType<Object> java = cast(type.getValueConverter() == null ? type.getJavaTypeDescriptor() : type.getJdbcJavaType());
        return type.getJdbcType().isBinary() || type.getJdbcType().isLob() && !type.getJdbcType().isString()
                ? java.unwrap(value, byte[].class, session)
                : java.unwrap(value, String.class, session);
    }

    private static @Nullable Object standard(@Nullable Object value) {
        Object standard = value == null ? null : StandardValue.of(value);
        return standard == null && value != null ? value.toString() : standard;
    }

    @SuppressWarnings("unchecked")
    private static JavaType<Object> cast(JavaType<?> type) {
        return (JavaType<Object>) type;
    }
}
