package org.nakhoda.apiserver.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.nakhoda.apiserver.admission.AdmissionObserver;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;

/**
 * Webhooks and policies under Kubernetes' names: {@code apiserver_admission_webhook_admission_duration_seconds},
 * {@code apiserver_validating_admission_policy_check_total} and what belongs to them. Labels are the names of configured
 * objects and small closed sets.
 */
public final class AdmissionMetrics implements AdmissionObserver {
    private final MeterRegistry registry;

    public AdmissionMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void webhook(String name, String type, Operation operation, boolean rejected, long nanos) {
        Tags tags = Tags.of(
                "name", name, "type", type, "operation", operation.name(), "rejected", Boolean.toString(rejected));
        timer("apiserver.admission.webhook.admission.duration", tags).record(Duration.ofNanos(nanos));
        registry.counter("apiserver.admission.webhook.request", tags).increment();
    }

    @Override
    public void validated(String policy, String binding, String action, boolean fault, long nanos) {
        Tags tags = tags(policy, binding, fault).and("enforcement_action", action);
        registry.counter("apiserver.validating.admission.policy.check", tags).increment();
        timer("apiserver.validating.admission.policy.check.duration", tags).record(Duration.ofNanos(nanos));
    }

    @Override
    public void mutated(String policy, String binding, boolean fault, long nanos) {
        Tags tags = tags(policy, binding, fault);
        registry.counter("apiserver.mutating.admission.policy.check", tags).increment();
        timer("apiserver.mutating.admission.policy.check.duration", tags).record(Duration.ofNanos(nanos));
    }

    private static Tags tags(String policy, String binding, boolean fault) {
        return Tags.of("policy", policy, "policy_binding", binding, "error_type", fault ? "invalid_error" : "no_error");
    }

    private Timer timer(String name, Tags tags) {
        return Timer.builder(name)
                .tags(tags)
                .serviceLevelObjectives(
                        Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
                .register(registry);
    }
}
