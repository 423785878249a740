package org.nakhoda.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.nakhoda.api.schema.Schema;
import org.nakhoda.apiserver.cel.Expressions.CompilationFault;
import org.nakhoda.apiserver.cel.Expressions.Compiled;

/**
 * Expressions of admission policies and of webhooks' match conditions: over {@code object}, {@code oldObject},
 * {@code request}, {@code namespaceObject} and, where they are declared, {@code params}, {@code authorizer} and
 * {@code variables}. Objects have no type before an expression runs. One language is used by one thread.
 */
public final class AdmissionLanguage {
    static final String AUTHORIZER = "authorizer";
    static final String REQUEST_RESOURCE = "authorizer.requestResource";

    private final Dialect dialect;
    private final Optional<CelType> params;
    private final CelType object;
    private final AdmissionTypes types;
    private final Map<Boolean, Expressions> byAuthorizer = new HashMap<>();

    /** What an expression is for, and hence may say. */
    public enum Dialect {
        /** Judges. */
        JUDGING,
        /** Also makes objects and patches. */
        MUTATING
    }

    /** What an expression's value has to be. */
    public enum Result {
        BOOL(List.of(SimpleType.BOOL), "bool"),
        STRING(List.of(SimpleType.STRING), "string"),
        STRING_OR_NULL(List.of(SimpleType.STRING, SimpleType.NULL_TYPE), "one of [string null_type]"),
        ANY(List.of(), ""),
        OBJECT(List.of(Constructions.type(Constructions.OBJECT, Set.of())), "Object"),
        JSON_PATCH(List.of(ListType.create(Constructions.type(Constructions.JSON_PATCH, Set.of()))), "list(JSONPatch)");

        private final List<CelType> types;
        private final String shown;

        Result(List<CelType> types, String shown) {
            this.types = types;
            this.shown = shown;
        }

        private boolean allows(CelType type) {
            return types.isEmpty() || types.stream().anyMatch(wanted -> same(wanted, type));
        }

        private static boolean same(CelType wanted, CelType type) {
            return wanted.kind() == type.kind()
                    && wanted.name().equals(type.name())
                    && wanted.parameters().size() == type.parameters().size()
                    && (wanted.parameters().isEmpty()
                            || same(
                                    wanted.parameters().get(0),
                                    type.parameters().get(0)));
        }
    }

    /** @param params whether {@code params} is declared */
    public AdmissionLanguage(Dialect dialect, boolean params) {
        this(
                dialect,
                params ? Optional.of(SimpleType.DYN) : Optional.empty(),
                SimpleType.DYN,
                new AdmissionTypes(dialect == Dialect.MUTATING, new SchemaTypes()));
    }

    private AdmissionLanguage(Dialect dialect, Optional<CelType> params, CelType object, AdmissionTypes types) {
        this.dialect = dialect;
        this.params = params;
        this.object = object;
        this.types = types;
    }

    /**
     * A language in which objects have the types of a kind: what is wrong in it would fail for an object of that kind.
     *
     * @param params the schema of the parameters' kind, if there are parameters and it is known
     */
    public static AdmissionLanguage about(Schema object, boolean hasParams, Optional<Schema> params) {
        SchemaTypes kinds = new SchemaTypes();
        CelType objects = kinds.ofObject(object, "object");
        CelType parameters =
                params.map(schema -> kinds.ofObject(schema, "params")).orElse(SimpleType.DYN);
        return new AdmissionLanguage(
                Dialect.JUDGING,
                hasParams ? Optional.of(parameters) : Optional.empty(),
                objects,
                new AdmissionTypes(false, kinds));
    }

    /** What is wrong with an expression, as the checker words it; empty if nothing is. */
    public Optional<String> issues(String text) {
        try {
            byAuthorizer.computeIfAbsent(true, this::expressions).compile(text, UnaryOperator.identity());
            return Optional.empty();
        } catch (CompilationFault e) {
            return Optional.of(e.getCause().getMessage());
        }
    }

    /** From now on expressions may use {@code variables.NAME}. */
    public void declare(String name, AdmissionExpression expression) {
        types.declare(name, expression.type());
    }

    /** Declares a variable whose expression is at fault, so that those that use it are not said to be. */
    public void declare(String name) {
        types.declare(name, SimpleType.DYN);
    }

    /**
     * @param authorizer whether the expression may ask the authorizer
     * @throws ExpressionFault if it is no expression of that result
     */
    public AdmissionExpression compile(String text, Result result, boolean authorizer) throws ExpressionFault {
        Expressions expressions = byAuthorizer.computeIfAbsent(authorizer, this::expressions);
        UnaryOperator<CelAbstractSyntaxTree> rewriting =
                dialect == Dialect.MUTATING ? this::constructing : UnaryOperator.identity();
        try {
            Compiled compiled = expressions.compile(text, rewriting);
            if (!result.allows(compiled.result())) {
                throw new ExpressionFault("must evaluate to " + result.shown);
            }
            return new AdmissionExpression(text, Optional.of(compiled), "");
        } catch (CompilationFault e) {
            throw new ExpressionFault(e.getMessage());
        }
    }

    private CelAbstractSyntaxTree constructing(CelAbstractSyntaxTree parsed) {
        types.construct(Constructions.fields(parsed));
        return Constructions.called(parsed);
    }

    private Expressions expressions(boolean authorizer) {
        Map<String, CelType> declared = new HashMap<>();
        declared.put("object", object);
        declared.put("oldObject", object);
        declared.put("request", AdmissionTypes.REQUEST);
        declared.put("namespaceObject", AdmissionTypes.NAMESPACE);
        declared.put("variables", AdmissionTypes.variables());
        params.ifPresent(type -> declared.put("params", type));
        if (authorizer) {
            declared.put(AUTHORIZER, AuthorizerFunctions.AUTHORIZER);
            declared.put(REQUEST_RESOURCE, AuthorizerFunctions.RESOURCE_CHECK);
        }
        return Expressions.over(types, declared, cel -> {
            cel.addCompilerLibraries(AuthorizerFunctions.LIBRARY).addRuntimeLibraries(AuthorizerFunctions.LIBRARY);
            if (dialect == Dialect.MUTATING) {
                cel.addCompilerLibraries(Constructions.LIBRARY).addRuntimeLibraries(Constructions.LIBRARY);
            }
        });
    }
}
