package io.quarkiverse.durable.runtime.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.CollectionPart;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** Turns the content of one collection that its owner stores into a list, or into a map where it has keys. */
final class CollectionShape {

    private final String path;
    private final Codec element;
    private final @Nullable Codec key;
    private final boolean isMap;

    CollectionShape(CollectionPersister persister, Codecs codecs) {
        PluralAttributeMapping attribute = persister.getAttributeMapping();
        this.path = EntityShape.path(persister);
        this.element = java.util.Objects.requireNonNull(codecs.of(attribute.getElementDescriptor()), path);
        CollectionPart index = attribute.getIndexDescriptor();
        this.isMap = index != null && Map.class.isAssignableFrom(persister.getCollectionType().getReturnedClass());
        this.key = isMap && index != null ? codecs.of(index) : null;
    }

    /** Of the attribute in its owner; parts are joined by a dot where it is in an embeddable. */
    String path() {
        return path;
    }

    /** The collection that is in its owner; null also where an embeddable on the way to it is. */
    static @Nullable Object in(EntityPersister owner, Object instance, String path) {
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
            if (owner.getPropertyValue(instance, path.substring(0, dot)) == null) {
                return null;
            }
        }
        return owner.getPropertyValue(instance, path);
    }

    /** @param content the collection, an array, or Hibernate's snapshot of one */
    @Nullable
    Object image(@Nullable Object content, SharedSessionContractImplementor session) {
        if (content == null) {
            return null;
        }
        if (key != null && content instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> image = new LinkedHashMap<>();
            map.forEach((k, v) -> image.put(EntityShape.text(key.of(k, session)), element.of(v, session)));
            return image;
        }
        // the snapshot of a set is a map of its elements
        Iterator<?> elements = content instanceof Map<?, ?> set ? set.values().iterator() : iterator(content);
        List<@Nullable Object> image = new ArrayList<>();
        elements.forEachRemaining(each -> image.add(element.of(each, session)));
        return image;
    }

    private static Iterator<?> iterator(Object content) {
        return content instanceof Collection<?> collection ? collection.iterator() : arrayElements(content).iterator();
    }

    private static List<@Nullable Object> arrayElements(Object array) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < java.lang.reflect.Array.getLength(array); i++) {
            elements.add(java.lang.reflect.Array.get(array, i));
        }
        return elements;
    }
}
