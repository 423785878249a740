package org.nakhoda.apiserver.cel;

import dev.cel.common.values.NullValue;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.cel.AuthorizerFunctions.Asker;
import org.nakhoda.apiserver.cel.AuthorizerFunctions.ResourceCheck;
import tools.jackson.databind.JsonNode;

/**
 * What one run of a policy's expressions sees: the request's objects, parameters, and the policy's variables, each of which
 * is evaluated when it is first used. All expressions of the run share what they may cost.
 */
public final class Activation {
    private final Map<String, Object> variables;
    private final Cost cost = new Cost();

    private Activation(Map<String, Object> variables) {
        this.variables = variables;
    }

    /** The objects of a request, made into what expressions see once for all policies. */
    public static final class Objects {
        private final Map<String, Object> values = new HashMap<>();

        /** @param object null for none; likewise the other objects */
        public Objects(JsonNode object, JsonNode old, JsonNode request, JsonNode namespace) {
            values.put("object", value(object));
            values.put("oldObject", value(old));
            values.put("request", value(request));
            values.put("namespaceObject", value(namespace));
        }

        /** Lets expressions ask what the user may do, beginning with the resource of the request itself. */
        public Objects authorizing(
                Authorizer authorizer,
                UserInfo user,
                String group,
                String resource,
                String subresource,
                String namespace,
                String name) {
            Asker asker = new Asker(authorizer, user);
            values.put(AdmissionLanguage.AUTHORIZER, asker);
            values.put(
                    AdmissionLanguage.REQUEST_RESOURCE,
                    new ResourceCheck(asker, group, resource, subresource, namespace, name));
            return this;
        }

        /** A run without parameters and variables. */
        public Activation plain() {
            return new Activation(values);
        }

        /** @param params null for none */
        public Activation with(JsonNode params, Map<String, AdmissionExpression> variables) {
            Map<String, Object> all = new HashMap<>(values);
            all.put("params", value(params));
            Activation activation = new Activation(all);
            all.put("variables", new Variables(variables, () -> activation));
            return activation;
        }

        private static Object value(JsonNode json) {
            return json == null ? NullValue.NULL_VALUE : DeclaredValues.of(json);
        }
    }

    Map<String, Object> variables() {
        return variables;
    }

    Cost cost() {
        return cost;
    }

    private static final class Variables extends AbstractMap<String, Object> {
        private final Map<String, AdmissionExpression> expressions;
        private final Supplier<Activation> activation;
        private final Map<String, Object> known = new HashMap<>();
        private final Map<String, ExpressionFault> faults = new HashMap<>();

        Variables(Map<String, AdmissionExpression> expressions, Supplier<Activation> activation) {
            this.expressions = expressions;
            this.activation = activation;
        }

        /** Does not evaluate anything, as the whole set of entries would. */
        @Override
        public int size() {
            return expressions.size();
        }

        @Override
        public boolean containsKey(Object name) {
            return expressions.containsKey(name);
        }

        @Override
        public Object get(Object key) {
            String name = (String) key;
            Object value = known.get(name);
            if (value != null || !expressions.containsKey(name)) {
                return value;
            }
            try {
                ExpressionFault before = faults.get(name);
                if (before != null) {
                    throw before;
                }
                value = expressions.get(name).value(activation.get());
                known.put(name, value);
                return value;
            } catch (ExpressionFault e) {
                faults.put(name, e);
                throw new IllegalStateException(
                        "composited variable \"" + name + "\" fails to evaluate: " + e.getMessage());
            }
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            Map<String, Object> all = new LinkedHashMap<>();
            expressions.keySet().forEach(name -> all.put(name, get(name)));
            return all.entrySet();
        }
    }
}
