package io.quarkiverse.durable.runtime.capture;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicValuedModelPart;
import org.hibernate.metamodel.mapping.DiscriminatedAssociationModelPart;
import org.hibernate.metamodel.mapping.DiscriminatorMapping;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityIdentifierMapping;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.ModelPart;
import org.hibernate.metamodel.mapping.NonAggregatedIdentifierMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.ValuedModelPart;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.BasicPluralType;
import org.hibernate.type.descriptor.JdbcTypeNameMapper;
import org.hibernate.type.descriptor.converter.spi.JpaAttributeConverter;

import io.quarkiverse.durable.runtime.schema.EntitySchema;
import io.quarkiverse.durable.runtime.schema.EntitySchema.Column;
import io.quarkiverse.durable.runtime.schema.EntitySchema.Kind;
import io.quarkiverse.durable.runtime.schema.EntitySchema.Property;

/** Finds in Hibernate's mapping model what images of an entity hold. Goes with {@link Codecs}, which makes them. */
final class SchemaReader {

    private static final Set<Class<?>> INTEGERS = Set.of(Byte.class, Short.class, Integer.class, Long.class, BigInteger.class);

    private final List<Property> properties = new ArrayList<>();

    private SchemaReader() {
    }

    /** @param attributes those in the images, without the identifier and the collections */
    static EntitySchema schema(CaptureModel.Entity entity, EntityPersister persister, List<AttributeMapping> attributes,
            List<CollectionShape> collections) {
        SchemaReader reader = new SchemaReader();
        EntityIdentifierMapping id = persister.getIdentifierMapping();
        if (id instanceof NonAggregatedIdentifierMapping several) {
            reader.parts("", several.getIdentifierValueMapper());
        } else {
            reader.add(id.getAttributeName(), id);
        }
        List<String> identifier = reader.properties.stream().map(Property::name).toList();
        attributes.forEach(attribute -> reader.add(attribute.getAttributeName(), attribute));
        collections.forEach(collection -> reader.properties
                .add(new Property(collection.path(), Kind.COLLECTION, List.of())));
        entity.unlogged().forEach(path -> reader.properties
                .removeIf(property -> property.name().equals(path) || property.name().startsWith(path + ".")));
        return new EntitySchema(entity.type(), entity.name(), EntityWrites.name(persister.getIdentifierTableName()), identifier,
                reader.properties);
    }

    private void parts(String prefix, EmbeddableMappingType type) {
        type.getAttributeMappings().forEach(part -> {
            if (!(part instanceof PluralAttributeMapping)) {
                add(prefix + part.getAttributeName(), part);
            }
        });
        if (type.isPolymorphic()) {
            DiscriminatorMapping subclass = type.getDiscriminatorMapping();
            properties.add(new Property(prefix + subclass.getSelectableName(), kind(subclass.getUnderlyingJdbcMapping()),
                    columns(subclass)));
        }
    }

    private void add(String name, ModelPart part) {
        if (part instanceof ToOneAttributeMapping toOne) {
            if (toOne.getSideNature() == ForeignKeyDescriptor.Nature.KEY) {
                properties.add(new Property(name, reference(toOne.getForeignKeyDescriptor().getTargetPart()), columns(toOne)));
            }
        } else if (part instanceof DiscriminatedAssociationModelPart any) {
            List<Column> columns = new ArrayList<>(columns(any.getDiscriminatorPart()));
            columns.addAll(columns(any.getKeyPart()));
            properties.add(new Property(name, Kind.ANY, columns));
        } else if (part instanceof EmbeddableValuedModelPart embeddable) {
            if (Codecs.isTimeWithOffset(embeddable.getEmbeddableTypeDescriptor())) {
                properties.add(new Property(name, Kind.TEXT, columns(embeddable)));
            } else {
                parts(name + ".", embeddable.getEmbeddableTypeDescriptor());
            }
        } else if (part instanceof BasicValuedModelPart basic) {
            properties.add(new Property(name, kind(basic.getJdbcMapping()), columns(basic)));
        }
    }

    private static Kind reference(ModelPart target) {
        return target instanceof BasicValuedModelPart basic ? kind(basic.getJdbcMapping()) : Kind.ANY;
    }

    private static List<Column> columns(ValuedModelPart part) {
        List<Column> columns = new ArrayList<>();
        part.forEachSelectable((index, column) -> {
            if (!column.isFormula()) {
                columns.add(new Column(EntityWrites.name(column.getSelectionExpression()),
                        JdbcTypeNameMapper.getTypeName(column.getJdbcMapping().getJdbcType().getDefaultSqlTypeCode())));
            }
        });
        return columns;
    }

    private static Kind kind(JdbcMapping type) {
        if (type.getJdbcType().isJson()) {
            return Kind.ANY;
        }
        if (type instanceof BasicPluralType<?, ?>) {
            return Kind.LIST;
        }
        Class<?> domain = type.getJavaTypeDescriptor().getJavaTypeClass();
        boolean isConverted = type.getValueConverter() != null
                && !(domain.isEnum() && !(type.getValueConverter() instanceof JpaAttributeConverter));
        return kind(isConverted ? type.getJdbcJavaType().getJavaTypeClass() : domain, type);
    }

    private static Kind kind(Class<?> java, JdbcMapping type) {
        if (java == Boolean.class) {
            return Kind.BOOLEAN;
        }
        if (INTEGERS.contains(java)) {
            return Kind.INTEGER;
        }
        if (java == BigDecimal.class) {
            return Kind.DECIMAL;
        }
        if (java == Double.class || java == Float.class) {
            return Kind.FLOAT;
        }
        boolean binary = type.getJdbcType().isBinary() || type.getJdbcType().isLob() && !type.getJdbcType().isString();
        return java == byte[].class || java == Byte[].class || Blob.class.isAssignableFrom(java) || binary ? Kind.BYTES
                : Kind.TEXT;
    }
}
