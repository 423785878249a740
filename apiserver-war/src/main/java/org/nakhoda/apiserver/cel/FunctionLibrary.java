package org.nakhoda.apiserver.cel;

import dev.cel.checker.CelCheckerBuilder;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeLibrary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions beyond the language's own: what an expression may call, and what then runs. Not changed once it is in use. */
final class FunctionLibrary implements CelCompilerLibrary, CelRuntimeLibrary {
    private final Map<String, List<CelOverloadDecl>> overloads = new LinkedHashMap<>();
    private final List<CelFunctionBinding> bindings = new ArrayList<>();

    /** The body of a function; its arguments are of the declared types, a member's target first. */
    @FunctionalInterface
    interface Body {
        /** A fault becomes an error of the evaluation, with its message. */
        Object apply(Object[] arguments);
    }

    /** A function that is called by its name: {@code quantity("1Gi")}. */
    FunctionLibrary global(String name, CelType result, Body body, CelType... arguments) {
        String id = id("global", name, arguments);
        return add(name, CelOverloadDecl.newGlobalOverload(id, result, List.of(arguments)), body, arguments);
    }

    /** A function that is called on a value: {@code list.isSorted()}. */
    FunctionLibrary member(String name, CelType result, Body body, CelType... arguments) {
        String id = id("member", name, arguments);
        return add(name, CelOverloadDecl.newMemberOverload(id, result, List.of(arguments)), body, arguments);
    }

    private static String id(String style, String name, CelType... arguments) {
        StringBuilder id =
                new StringBuilder("kubernetes_").append(style).append('_').append(name);
        for (CelType argument : arguments) {
            id.append('_').append(argument.kind()).append('_').append(argument.name());
            argument.parameters().forEach(parameter -> id.append('_').append(parameter.name()));
        }
        return id.toString().replaceAll("[^A-Za-z0-9_]", "_");
    }

    @SuppressWarnings("Immutable") // the bodies keep nothing that changes
    private FunctionLibrary add(String name, CelOverloadDecl overload, Body body, CelType... arguments) {
        overloads.computeIfAbsent(name, n -> new ArrayList<>()).add(overload);
        List<Class<?>> classes = new ArrayList<>();
        for (CelType argument : arguments) {
            classes.add(classOf(argument));
        }
        bindings.add(CelFunctionBinding.from(overload.overloadId(), classes, body::apply));
        return this;
    }

    private static Class<?> classOf(CelType type) {
        return switch (type.kind()) {
            case STRING -> String.class;
            case INT -> Long.class;
            case DOUBLE -> Double.class;
            case BOOL -> Boolean.class;
            case LIST -> List.class;
            case OPAQUE -> OpaqueTypes.classOf(type);
            default -> Object.class;
        };
    }

    @Override
    public void setCheckerOptions(CelCheckerBuilder checker) {
        overloads.forEach(
                (name, list) -> checker.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(name, list)));
    }

    @Override
    public void setRuntimeOptions(CelRuntimeBuilder runtime) {
        runtime.addFunctionBindings(bindings);
    }
}
