package org.nakhoda.apiserver.cel;

import dev.cel.common.CelErrorCode;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nakhoda.apiserver.cel.Expressions.Compiled;
import tools.jackson.databind.JsonNode;

/** An expression of a policy or of a match condition, understood or not. Immutable. */
public final class AdmissionExpression {
    private static final Pattern POSITION = Pattern.compile("^evaluation error( at <input>:\\d+)?: ");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");

    private final String text;
    private final Optional<Compiled> compiled;
    private final String fault;

    AdmissionExpression(String text, Optional<Compiled> compiled, String fault) {
        this.text = text;
        this.compiled = compiled;
        this.fault = fault;
    }

    /** One that cannot be understood, and says so whenever its value is asked for. */
    public static AdmissionExpression faulty(String text, ExpressionFault fault) {
        return new AdmissionExpression(text, Optional.empty(), fault.getMessage());
    }

    public String text() {
        return text;
    }

    CelType type() {
        return compiled.map(Compiled::result).orElse(SimpleType.DYN);
    }

    /** Whether the value is true. */
    public boolean holds(Activation activation) throws ExpressionFault {
        return Boolean.TRUE.equals(value(activation));
    }

    /** The value if it is a string; empty for null or anything else. */
    public Optional<String> text(Activation activation) throws ExpressionFault {
        return value(activation) instanceof String value ? Optional.of(value) : Optional.empty();
    }

    /**
     * What the expression makes, as JSON.
     *
     * @throws ExpressionFault also if the names of the types of an object do not lead to where they stand
     */
    public JsonNode json(Activation activation) throws ExpressionFault {
        Object value = value(activation);
        try {
            if (value instanceof ConstructedObject object) {
                object.checkTypes(Constructions.OBJECT);
            } else if (value instanceof Iterable<?> patches) {
                patches.forEach(AdmissionExpression::checkPatch);
            }
            return JsonOfValues.of(value);
        } catch (IllegalArgumentException e) {
            throw new ExpressionFault(e.getMessage());
        }
    }

    /** An object in a patch stands anywhere: its own name is where its fields are named from. */
    private static void checkPatch(Object patch) {
        if (patch instanceof ConstructedObject operation && operation.get("value") instanceof ConstructedObject value) {
            value.checkTypes("");
        }
    }

    Object value(Activation activation) throws ExpressionFault {
        if (compiled.isEmpty()) {
            throw new ExpressionFault(fault);
        }
        if (activation.cost().exhausted()) {
            throw new ExpressionFault("validation failed due to running out of cost budget,"
                    + " no further validation rules will be run");
        }
        try {
            Object value = compiled.get().value(activation.variables(), activation.cost());
            return value == null ? NullValue.NULL_VALUE : value;
        } catch (EvaluationFault e) {
            throw new ExpressionFault("expression '" + text + "' resulted in error: " + why(e));
        }
    }

    private static String why(EvaluationFault fault) {
        String message = POSITION.matcher(String.valueOf(fault.getMessage())).replaceFirst("");
        if (fault.getCause() instanceof CelEvaluationException cause) {
            Matcher quoted = QUOTED.matcher(message);
            if (cause.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND && quoted.find()) {
                return "no such key: " + quoted.group(1);
            }
            if (cause.getErrorCode() == CelErrorCode.OVERLOAD_NOT_FOUND) {
                return "no such overload";
            }
        }
        return message;
    }
}
