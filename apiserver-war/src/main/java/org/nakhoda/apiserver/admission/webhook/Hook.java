package org.nakhoda.apiserver.admission.webhook;

import org.nakhoda.apiserver.admission.MatchCriteria;
import org.nakhoda.apiserver.admission.policy.MatchConditions;
import tools.jackson.databind.JsonNode;

/**
 * One webhook of a configuration, as it is declared and defaulted.
 *
 * @param configuration the name of the configuration
 */
record Hook(String configuration, JsonNode spec, MatchCriteria criteria, MatchConditions conditions) {
    static Hook of(String configuration, JsonNode spec) {
        return new Hook(configuration, spec, MatchCriteria.ofWebhook(spec), MatchConditions.ofWebhook(spec));
    }

    /** Tells it from all others. */
    String id() {
        return configuration + "/" + name();
    }

    String name() {
        return spec.path("name").asString("");
    }

    boolean ignoresFailure() {
        return spec.path("failurePolicy").asString("").equals("Ignore");
    }

    boolean isCalledAgain() {
        return spec.path("reinvocationPolicy").asString("").equals("IfNeeded");
    }

    int timeoutSeconds() {
        return spec.path("timeoutSeconds").asInt(10);
    }

    boolean supportsDryRun() {
        String effects = spec.path("sideEffects").asString("");
        return effects.equals("None") || effects.equals("NoneOnDryRun");
    }
}
