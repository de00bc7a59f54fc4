package io.quarkiverse.durable.runtime.observe;

import java.util.Comparator;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

import io.quarkiverse.durable.DurableLog;

/**
 * Ready when transactions are admitted, and none is in doubt for too long where the policy is to wait. A broker that is down
 * does not matter here: commits go on.
 */
@Readiness
@Singleton
public class DurableReadiness implements HealthCheck {

    @Inject
    DurableLog log;

    @Override
    public HealthCheckResponse call() {
        DurableLog.Status status = log.status();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("Durable log")
                .status(status.phase() == DurableLog.Phase.SERVING && status.inDoubt().stream()
                        .noneMatch(each -> each.consequence() == DurableLog.Consequence.NOT_READY))
                .withData("phase", status.phase().name())
                .withData("detail", status.detail())
                .withData("inDoubt", status.inDoubt().size());
        status.inDoubt().stream().min(Comparator.comparing(DurableLog.InDoubt::since))
                .ifPresent(oldest -> response.withData("inDoubtSince", oldest.since().toString())
                        .withData("inDoubtTransaction", oldest.transactionId()).withData("inDoubtWhy", oldest.why()));
        if (status.log() != null) {
            response.withData("lsn", status.log().lastLsn().value()).withData("directIo", status.log().directIo())
                    .withData("keysNeeded", status.log().keysNeeded().toString());
        }
        return response.build();
    }
}
