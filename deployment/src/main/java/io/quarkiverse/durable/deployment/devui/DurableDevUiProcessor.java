package io.quarkiverse.durable.deployment.devui;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.quarkiverse.durable.deployment.items.DurableEntityBuildItem;
import io.quarkiverse.durable.deployment.items.DurableSinkBuildItem;
import io.quarkiverse.durable.runtime.devui.DurableDevUiService;
import io.quarkus.deployment.IsLocalDevelopment;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.devui.spi.JsonRPCProvidersBuildItem;
import io.quarkus.devui.spi.page.CardPageBuildItem;
import io.quarkus.devui.spi.page.Page;

/** Adds the log to the Dev UI. */
class DurableDevUiProcessor {

    @BuildStep
    JsonRPCProvidersBuildItem service() {
        return new JsonRPCProvidersBuildItem(DurableDevUiService.class);
    }

    @BuildStep(onlyIf = IsLocalDevelopment.class)
    CardPageBuildItem card(List<DurableEntityBuildItem> entities, List<DurableSinkBuildItem> sinks) {
        CardPageBuildItem card = new CardPageBuildItem();
        card.addBuildTimeData("entities", entities.stream()
                .sorted(Comparator.comparing(DurableEntityBuildItem::entityName))
                .map(entity -> Map.of("entity", entity.entityName(), "type", entity.className(), "channel", entity.channel()))
                .toList());
        card.addBuildTimeData("sinks", sinks.stream()
                .sorted(Comparator.comparing(DurableSinkBuildItem::channel))
                .map(sink -> Map.of("channel", sink.channel(), "connector", sink.connector().orElse(""),
                        "consumers", sink.consumers()))
                .toList());
        card.addPage(Page.webComponentPageBuilder().title("Durable log").icon("font-awesome-solid:book-bookmark")
                .componentLink("qwc-durable-log.js").streamingLabelJsonRPCMethodName("label")
                .tooltip("Positions, segments, sinks and transactions in doubt, live"));
        return card;
    }
}
