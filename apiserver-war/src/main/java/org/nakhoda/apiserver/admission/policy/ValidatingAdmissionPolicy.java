package org.nakhoda.apiserver.admission.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.admission.AdmissionObserver;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.admission.policy.Binding.Action;
import org.nakhoda.apiserver.admission.policy.Judgement.Objection;
import org.nakhoda.apiserver.admission.policy.Judgement.Outcome;
import org.nakhoda.apiserver.admission.policy.Parameters.ConfigurationFault;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Judges a request by every ValidatingAdmissionPolicy that is about it, once for each binding and each parameter object, and
 * does with what they object to as the bindings say. The client is told the first refusal.
 */
public final class ValidatingAdmissionPolicy implements AdmissionStep {
    private static final String FAILURE_ANNOTATION = "validation.policy.admission.k8s.io/validation_failure";

    private final ClusterStore store;
    private final Authorizer authorizer;
    private final AdmissionObserver observer;
    private final Policies<Judgement> policies;
    private final Parameters parameters;

    public ValidatingAdmissionPolicy(
            ClusterStore store, Catalogue catalogue, Authorizer authorizer, AdmissionObserver observer) {
        this.store = store;
        this.observer = observer;
        this.authorizer = authorizer;
        this.policies = new Policies<>(
                store,
                catalogue,
                "validatingadmissionpolicies",
                "validatingadmissionpolicybindings",
                Judgement::compile);
        this.parameters = new Parameters(store, catalogue);
    }

    @Override
    public String name() {
        return "ValidatingAdmissionPolicy";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return policies.mayMatch(request);
    }

    @Override
    public void validate(AdmissionRequest request) {
        new Run(request).all();
    }

    /** One request's way through the policies. */
    private final class Run {
        private final AdmissionRequest request;
        private final Map<ResourceType, PolicyInput> inputs = new HashMap<>();
        private final List<Denial> denials = new ArrayList<>(0);
        private final ArrayNode failures = Json.array();
        private JsonNode namespace;

        private record Denial(String policy, Optional<String> binding, String message, String reason) {
            String text() {
                return "ValidatingAdmissionPolicy '" + policy + "'"
                        + binding.map(name -> " with binding '" + name + "'").orElse("") + " denied request: "
                        + message;
            }
        }

        Run(AdmissionRequest request) {
            this.request = request;
        }

        void all() {
            for (Policies.Bound<Judgement> bound : policies.current()) {
                policies.match(bound.policy(), request).ifPresent(seen -> judge(bound, seen));
            }
            if (!failures.isEmpty()) {
                request.context().annotate(FAILURE_ANNOTATION, failures.toString());
            }
            if (!denials.isEmpty()) {
                Denial first = denials.get(0);
                throw PolicyRefusal.validating(request, first.text(), first.reason());
            }
        }

        private void judge(Policies.Bound<Judgement> bound, ResourceType seen) {
            Policy<Judgement> policy = bound.policy();
            Optional<ResourceType> kind;
            try {
                kind = parameters.type(policy);
            } catch (ConfigurationFault e) {
                misconfigured(policy, Optional.empty(), "failed to configure policy: " + e.getMessage());
                return;
            }
            for (Binding binding : bound.bindings()) {
                if (policies.matches(binding, request)) {
                    try {
                        for (JsonNode params : parameters.of(kind, binding, request.namespace())) {
                            judge(policy, binding, seen, params);
                        }
                    } catch (ConfigurationFault e) {
                        misconfigured(
                                policy, Optional.of(binding.name()), "failed to configure binding: " + e.getMessage());
                    }
                }
            }
        }

        private void misconfigured(Policy<?> policy, Optional<String> binding, String why) {
            if (!policy.ignoresFailure()) {
                denials.add(new Denial(policy.name(), binding, why, "Invalid"));
            }
        }

        private void judge(Policy<Judgement> policy, Binding binding, ResourceType seen, JsonNode params) {
            long start = System.nanoTime();
            Judgement judgement = policy.program();
            Outcome outcome =
                    judgement.judge(input(seen).objects().with(params, judgement.variables()), policy.ignoresFailure());
            outcome.objections().forEach(objection -> act(policy, binding, objection));
            measure(policy, binding, outcome, System.nanoTime() - start);
            outcome.annotations().forEach((key, value) -> request.context().annotate(policy.name() + "/" + key, value));
        }

        private void measure(Policy<?> policy, Binding binding, Outcome outcome, long nanos) {
            if (outcome.objections().isEmpty()) {
                observer.validated(policy.name(), binding.name(), "allow", false, nanos);
                return;
            }
            boolean fault = outcome.objections().stream().anyMatch(Objection::fault);
            for (Action action : binding.actions()) {
                observer.validated(policy.name(), binding.name(), action.text().toLowerCase(Locale.ROOT), fault, nanos);
            }
        }

        private PolicyInput input(ResourceType seen) {
            if (inputs.isEmpty()) {
                namespace = PolicyInput.namespace(request, store);
            }
            return inputs.computeIfAbsent(seen, type -> PolicyInput.of(request, type, namespace, authorizer));
        }

        private void act(Policy<?> policy, Binding binding, Objection objection) {
            for (Action action : binding.actions()) {
                switch (action) {
                    case DENY ->
                        denials.add(new Denial(
                                policy.name(), Optional.of(binding.name()), objection.message(), objection.reason()));
                    case WARN -> {
                        String warning = "Validation failed for ValidatingAdmissionPolicy '" + policy.name()
                                + "' with binding '" + binding.name() + "': " + objection.message();
                        if (!request.warnings().contains(warning)) {
                            request.warnings().add(warning);
                        }
                    }
                    case AUDIT -> failures.add(failure(policy, binding, objection));
                }
            }
        }

        private ObjectNode failure(Policy<?> policy, Binding binding, Objection objection) {
            ObjectNode failure = Json.object()
                    .put("message", objection.message())
                    .put("policy", policy.name())
                    .put("binding", binding.name())
                    .put("expressionIndex", objection.index());
            binding.actions()
                    .forEach(action -> failure.withArray("/validationActions").add(action.text()));
            return failure;
        }
    }
}
