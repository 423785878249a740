package org.nakhoda.apiserver.admission.policy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.apiserver.admission.AdmissionObserver;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.admission.MutatedObject;
import org.nakhoda.apiserver.admission.Reinvocation;
import org.nakhoda.apiserver.admission.RequestFacts;
import org.nakhoda.apiserver.admission.policy.Mutations.Mutation;
import org.nakhoda.apiserver.admission.policy.Mutations.MutationFault;
import org.nakhoda.apiserver.admission.policy.Parameters.ConfigurationFault;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.cel.Activation;
import org.nakhoda.db.store.ClusterStore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets every MutatingAdmissionPolicy that is about a request change its object, one after the other, once for each binding
 * and each parameter object. A policy that asks for it looks again if something changed the object after it did.
 */
public final class MutatingAdmissionPolicy implements AdmissionStep {
    private final ClusterStore store;
    private final Authorizer authorizer;
    private final AdmissionObserver observer;
    private final Clock clock;
    private final Policies<Mutations> policies;
    private final Parameters parameters;

    public MutatingAdmissionPolicy(
            ClusterStore store, Catalogue catalogue, Authorizer authorizer, AdmissionObserver observer, Clock clock) {
        this.store = store;
        this.observer = observer;
        this.authorizer = authorizer;
        this.clock = clock;
        this.policies = new Policies<>(
                store, catalogue, "mutatingadmissionpolicies", "mutatingadmissionpolicybindings", Mutations::compile);
        this.parameters = new Parameters(store, catalogue);
    }

    @Override
    public String name() {
        return "MutatingAdmissionPolicy";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.object() != null && policies.mayMatch(request);
    }

    @Override
    public void mutate(AdmissionRequest request) {
        new Run(request).all();
    }

    /** One request's way through the policies. */
    private final class Run {
        private final AdmissionRequest request;
        private final Reinvocation.Calls calls;
        private final List<String> faults = new ArrayList<>(0);
        private JsonNode namespace;

        Run(AdmissionRequest request) {
            this.request = request;
            this.calls = request.context().reinvocation().turn(name(), request.object());
        }

        void all() {
            for (Policies.Bound<Mutations> bound : policies.current()) {
                policies.match(bound.policy(), request).ifPresent(seen -> mutate(bound, seen));
            }
            calls.end(request.object());
            if (!faults.isEmpty()) {
                throw PolicyRefusal.mutating(request, faults);
            }
        }

        private void mutate(Policies.Bound<Mutations> bound, ResourceType seen) {
            Policy<Mutations> policy = bound.policy();
            Optional<ResourceType> kind;
            try {
                kind = parameters.type(policy);
            } catch (ConfigurationFault e) {
                failed(
                        policy,
                        "policy \"" + policy.name() + "\" denied request: failed to configure policy: "
                                + e.getMessage());
                return;
            }
            for (Binding binding : bound.bindings()) {
                if (policies.matches(binding, request)) {
                    mutate(policy, kind, binding, seen);
                }
            }
        }

        private void mutate(Policy<Mutations> policy, Optional<ResourceType> kind, Binding binding, ResourceType seen) {
            String said = "policy '" + policy.name() + "' with binding '" + binding.name() + "' denied request: ";
            try {
                for (JsonNode params : parameters.of(kind, binding, request.namespace())) {
                    String key = policy.name() + "/" + binding.name() + "/" + identity(params);
                    if (calls.isDue(key)) {
                        long start = System.nanoTime();
                        boolean fault = false;
                        try {
                            mutate(policy, key, seen, params);
                        } catch (MutationFault e) {
                            fault = true;
                            failed(policy, said + e.getMessage());
                        }
                        observer.mutated(policy.name(), binding.name(), fault, System.nanoTime() - start);
                    }
                }
            } catch (ConfigurationFault e) {
                failed(policy, said + "failed to configure binding: " + e.getMessage());
            }
        }

        private static String identity(JsonNode params) {
            return params == null ? "" : params.path("metadata").path("uid").asString("");
        }

        private void failed(Policy<?> policy, String why) {
            if (!policy.ignoresFailure()) {
                faults.add(why);
            }
        }

        private void mutate(Policy<Mutations> policy, String key, ResourceType seen, JsonNode params)
                throws MutationFault {
            Mutations mutations = policy.program();
            if (!mutations.conditions().isEmpty()) {
                Verdict verdict =
                        mutations.conditions().judge(activation(mutations, seen, params), policy.ignoresFailure());
                if (verdict instanceof Verdict.Failed failed) {
                    throw new MutationFault(failed.why());
                }
                if (verdict instanceof Verdict.Unconcerned) {
                    return;
                }
            }
            for (Mutation mutation : mutations.list()) {
                mutate(mutation, seen, activation(mutations, seen, params));
            }
            if (Tree.text(policy.spec(), "reinvocationPolicy").equals("IfNeeded")) {
                calls.repeatable(key);
            }
        }

        /** Each mutation sees what those before it made. */
        private Activation activation(Mutations mutations, ResourceType seen, JsonNode params) {
            if (namespace == null) {
                namespace = PolicyInput.namespace(request, store);
            }
            return PolicyInput.of(request, seen, namespace, authorizer)
                    .objects()
                    .with(params, mutations.variables());
        }

        private void mutate(Mutation mutation, ResourceType seen, Activation activation) throws MutationFault {
            ObjectNode object = RequestFacts.seen(request, request.object(), seen);
            ObjectNode changed = mutation.apply(object, request.wholeObject() ? seen.schema() : null, activation);
            try {
                if (MutatedObject.adopt(request, changed, seen, clock.instant())) {
                    calls.objectChanged();
                }
            } catch (MutatedObject.FaultyException e) {
                throw new MutationFault("the object is faulty after the mutation: " + e.getMessage());
            }
        }
    }
}
