package io.quarkiverse.durable.runtime.metadata;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.durable.runtime.observe.DurableMessages;
import io.quarkiverse.durable.spi.MetadataSource;
import io.quarkiverse.durable.spi.TransactionMetadata;
import io.quarkus.arc.All;

/** Asks all sources, and lets none of them fail a commit. */
@Singleton
public class MetadataSources {

    private static final int TOLD_MAX = 100;

    private final List<MetadataSource> sources;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** @param sources by falling priority */
    @Inject
    MetadataSources(@All List<MetadataSource> sources) {
        List<MetadataSource> ordered = new ArrayList<>(sources);
        Collections.reverse(ordered);
        ordered.sort(Comparator.comparing(source -> !(source instanceof BuiltIn)));
        this.sources = List.copyOf(ordered);
    }

    /**
     * What is known of the transaction that the calling thread commits.
     *
     * @param tenant that Hibernate writes for
     * @param reason that the application gave
     */
    public TransactionMetadata describe(@Nullable String tenant, @Nullable String reason) {
        TransactionMetadata known = after("Hibernate", TransactionMetadata.NONE.withReason(reason),
                nothing -> nothing.withTenant(tenant));
        for (MetadataSource source : sources) {
            known = after(source.getClass().getName(), known, source);
        }
        return known;
    }

    @SuppressWarnings("ConstantValue") // an application may not know of nullness
    private TransactionMetadata after(String name, TransactionMetadata known, MetadataSource source) {
        try {
            TransactionMetadata described = source.describe(known);
            if (described != null) {
                return described;
            }
            tell(name, "it returned null", null);
        } catch (Exception | LinkageError e) {
            tell(name, e.toString(), e);
        }
        return known;
    }

    private void tell(String source, String why, @Nullable Throwable failure) {
        String kind = source + (failure == null ? "" : failure.getClass().getName());
        if (told.size() < TOLD_MAX && told.add(kind)) {
            DurableMessages.LOG.metadataMissing(source, why);
        }
    }
}
