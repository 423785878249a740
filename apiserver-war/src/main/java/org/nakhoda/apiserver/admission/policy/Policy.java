package org.nakhoda.apiserver.admission.policy;

import java.util.Optional;
import java.util.function.Function;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.admission.MatchCriteria;
import org.nakhoda.apiserver.admission.ObjectKind;
import org.nakhoda.db.store.StoredObject;
import tools.jackson.databind.JsonNode;

/**
 * A policy as it is stored. Its expressions are compiled when a request first matches it, and once.
 *
 * @param <P> what its expressions are compiled to
 */
final class Policy<P> {
    private final String name;
    private final JsonNode spec;
    private final MatchCriteria criteria;
    private final Function<JsonNode, P> compiler;
    private volatile P program;

    Policy(StoredObject stored, Function<JsonNode, P> compiler) {
        this.name = stored.key().name();
        this.spec = Json.parse(stored.json()).path("spec");
        this.criteria = MatchCriteria.ofPolicy(spec.path("matchConstraints"));
        this.compiler = compiler;
    }

    String name() {
        return name;
    }

    JsonNode spec() {
        return spec;
    }

    MatchCriteria criteria() {
        return criteria;
    }

    boolean ignoresFailure() {
        return Tree.text(spec, "failurePolicy").equals("Ignore");
    }

    /** Empty if the policy has no parameters. */
    Optional<ObjectKind> paramKind() {
        JsonNode kind = spec.path("paramKind");
        if (!kind.isObject()) {
            return Optional.empty();
        }
        String apiVersion = Tree.text(kind, "apiVersion");
        int slash = apiVersion.indexOf('/');
        return Optional.of(new ObjectKind(
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                Tree.text(kind, "kind")));
    }

    /** Two requests that come first compile both; it does no harm. */
    P program() {
        P known = program;
        if (known == null) {
            known = compiler.apply(spec);
            program = known;
        }
        return known;
    }
}
