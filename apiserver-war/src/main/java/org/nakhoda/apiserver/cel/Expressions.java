package org.nakhoda.apiserver.cel;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime.Program;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Compiles expressions over certain variables, with the language's own functions and Kubernetes'. */
final class Expressions {
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableOptionalSyntax(true)
            .enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations((int) Cost.PER_EXPRESSION)
            .build();
    private static final FunctionLibrary FUNCTIONS = KubernetesFunctions.all();

    private final Cel cel;

    /** An expression that can be run. */
    record Compiled(String text, CelAbstractSyntaxTree tree, Program program) {
        CelType result() {
            return tree.getResultType();
        }

        boolean mentions(String variable) {
            return CelNavigableAst.fromAst(tree)
                    .getRoot()
                    .allNodes()
                    .anyMatch(node -> node.getKind() == Kind.IDENT
                            && node.expr().ident().name().equals(variable));
        }

        /**
         * @throws EvaluationFault if the expression has no value
         */
        Object value(Map<String, ?> variables, Cost cost) {
            cost.beginExpression();
            try {
                Object value = program.trace(variables, cost);
                if (!cost.exceeded()) {
                    return value;
                }
            } catch (CelEvaluationException | RuntimeException e) {
                if (!cost.exceeded()) {
                    throw new EvaluationFault(e.getMessage(), e);
                }
            }
            throw new EvaluationFault("it costs more than the limit, which is there to keep the server quick", null);
        }
    }

    /** Why an expression has no value. */
    static final class EvaluationFault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EvaluationFault(String message, Throwable cause) {
            super(message, cause, false, false);
        }
    }

    /** Why a text is no expression of the wanted type. */
    static final class CompilationFault extends Exception {
        private static final long serialVersionUID = 1L;

        private final String field;

        CompilationFault(String message, Throwable cause, String field) {
            super(message, cause, false, false);
            this.field = field;
        }

        /** Which field has the expression. */
        String field() {
            return field;
        }
    }

    private Expressions(Cel cel) {
        this.cel = cel;
    }

    static Expressions over(CelTypeProvider types, Map<String, CelType> variables) {
        return new Expressions(build(cel -> {
            cel.setTypeProvider(types);
            variables.forEach(cel::addVar);
        }));
    }

    /** @param particular adds what is beyond the types and variables: further functions */
    static Expressions over(CelTypeProvider types, Map<String, CelType> variables, Consumer<CelBuilder> particular) {
        return new Expressions(build(cel -> {
            cel.setTypeProvider(types);
            variables.forEach(cel::addVar);
            particular.accept(cel);
        }));
    }

    private static Cel build(Consumer<CelBuilder> particular) {
        CelBuilder cel = CelFactory.standardCelBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addCompilerLibraries(
                        CelExtensions.optional(),
                        CelExtensions.strings(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.math(),
                        CelExtensions.comprehensions(),
                        FUNCTIONS)
                .addRuntimeLibraries(
                        CelExtensions.optional(),
                        CelExtensions.strings(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.math(),
                        CelExtensions.comprehensions(),
                        FUNCTIONS);
        particular.accept(cel);
        return cel.build();
    }

    /**
     * @param field the field that has the text
     * @param result what the expression must evaluate to, as far as can be told before it runs
     * @throws CompilationFault saying what is wrong with the text
     */
    Compiled compile(String field, String text, CelType result) throws CompilationFault {
        try {
            CelAbstractSyntaxTree tree = cel.compile(text).getAst();
            CelType type = tree.getResultType();
            if (!type.equals(result) && !type.equals(SimpleType.DYN)) {
                throw new CompilationFault("must evaluate to a " + result.name(), null, field);
            }
            return new Compiled(text, tree, cel.createProgram(tree));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new CompilationFault("compilation failed: " + e.getMessage(), e, field);
        }
    }

    /**
     * Compiles an expression of whatever type it has.
     *
     * @param rewriting makes what is run of the parsed tree, before that is checked; the result's type is the parsed tree's
     * @throws CompilationFault with Kubernetes' words for what the checker found
     */
    Compiled compile(String text, UnaryOperator<CelAbstractSyntaxTree> rewriting) throws CompilationFault {
        try {
            CelAbstractSyntaxTree parsed = cel.parse(text).getAst();
            CelAbstractSyntaxTree rewritten = rewriting.apply(parsed);
            CelAbstractSyntaxTree checked = cel.check(parsed).getAst();
            CelAbstractSyntaxTree run =
                    rewritten == parsed ? checked : cel.check(rewritten).getAst();
            return new Compiled(text, checked, cel.createProgram(run));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new CompilationFault("compilation failed: " + e.getMessage(), e, "");
        }
    }
}
