package io.quarkiverse.durable.deployment;

import io.quarkiverse.durable.runtime.lifecycle.DurableRecorder;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.metrics.MetricsFactoryConsumerBuildItem;

/** Metrics, where the application has an extension for them. */
class DurableMetricsProcessor {

    @BuildStep
    @Record(ExecutionTime.RUNTIME_INIT)
    void metrics(DurableRecorder recorder, DurableUseBuildItem use, BuildProducer<MetricsFactoryConsumerBuildItem> metrics) {
        if (use.used()) {
            metrics.produce(new MetricsFactoryConsumerBuildItem(recorder.metrics()));
        }
    }
}
