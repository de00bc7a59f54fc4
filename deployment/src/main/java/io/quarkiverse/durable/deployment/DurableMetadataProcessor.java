package io.quarkiverse.durable.deployment;

import io.quarkiverse.durable.runtime.metadata.HttpAuthentication;
import io.quarkiverse.durable.runtime.metadata.RequestIdSource;
import io.quarkiverse.durable.runtime.metadata.TraceContextSource;
import io.quarkiverse.durable.runtime.metadata.UserSource;
import io.quarkiverse.durable.runtime.publication.TraceAddress;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;

/** What the application's extensions know of a transaction: a source for each that is there. */
class DurableMetadataProcessor {

    @BuildStep
    void sources(Capabilities capabilities, BuildProducer<AdditionalBeanBuildItem> beans) {
        boolean http = capabilities.isPresent(Capability.VERTX_HTTP);
        boolean security = capabilities.isPresent(Capability.SECURITY);
        if (security) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(UserSource.class));
        }
        if (http) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(RequestIdSource.class));
        }
        if (http && security) {
            beans.produce(AdditionalBeanBuildItem.unremovableOf(HttpAuthentication.class));
        }
        if (capabilities.isPresent(Capability.OPENTELEMETRY_TRACER)) {
            beans.produce(AdditionalBeanBuildItem.builder().addBeanClasses(TraceContextSource.class, TraceAddress.class)
                    .setUnremovable().build());
        }
    }
}
