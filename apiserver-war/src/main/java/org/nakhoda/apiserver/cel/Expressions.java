package org.nakhoda.apiserver.cel;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelListsExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntime.Program;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.DurationLiteralValidator;
import dev.cel.validator.validators.HomogeneousLiteralValidator;
import dev.cel.validator.validators.RegexLiteralValidator;
import dev.cel.validator.validators.TimestampLiteralValidator;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Compiles expressions over certain variables, with the language's own functions and Kubernetes'. Variables have the types that
 * a {@link CelTypeProvider} knows ({@link DeclaredTypes}), or {@link SimpleType#DYN}, of which nothing is checked before an
 * expression runs; their values are those of {@link DeclaredValues}.
 */
final class Expressions {
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableOptionalSyntax(true)
            .enableHeterogeneousNumericComparisons(true)
            .enableTimestampEpoch(true)
            .comprehensionMaxIterations((int) Cost.PER_EXPRESSION)
            .build();
    private static final FunctionLibrary FUNCTIONS = KubernetesFunctions.all();
    private static final CelListsExtensions LISTS = CelExtensions.lists(
            CelListsExtensions.Function.SLICE,
            CelListsExtensions.Function.FLATTEN,
            CelListsExtensions.Function.RANGE,
            CelListsExtensions.Function.DISTINCT,
            CelListsExtensions.Function.REVERSE,
            CelListsExtensions.Function.SORT);
    private static final CelCompiler LANGUAGE = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(
                    CelExtensions.optional(),
                    CelExtensions.strings(),
                    CelExtensions.sets(OPTIONS),
                    CelExtensions.math(),
                    LISTS,
                    CelExtensions.comprehensions(),
                    FUNCTIONS)
            .addMacros(SortBy.MACRO)
            .build();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.legacyCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardFunctions(Equality.othersThanItsOwn())
            .addLibraries(
                    CelExtensions.optional(),
                    CelExtensions.strings(),
                    CelExtensions.sets(OPTIONS),
                    CelExtensions.math(),
                    LISTS,
                    CelExtensions.comprehensions(),
                    FUNCTIONS)
            .addFunctionBindings(new Equality(OPTIONS).bindings())
            .build();

    private final Cel cel;
    private final CelValidator literals;

    /** An expression that can be run. */
    record Compiled(String text, CelAbstractSyntaxTree tree, Program program, CostPlan plan) {
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
         * @param cost is charged with what the evaluation costs
         * @throws EvaluationFault if the expression has no value
         */
        Object value(Map<String, ?> variables, Cost cost) {
            CostMeter meter = new CostMeter(plan);
            Object value = null;
            EvaluationFault fault = null;
            try {
                value = program.trace(variables, meter);
            } catch (CelEvaluationException e) {
                fault = EvaluationFault.of(e);
            } catch (RuntimeException e) {
                fault = new EvaluationFault(EvaluationFault.Kind.FAILED, String.valueOf(e.getMessage()), e);
            }
            if (!cost.spend(meter.spent())) {
                throw new EvaluationFault(EvaluationFault.Kind.BUDGET, "running out of cost budget", null);
            }
            if (meter.exceeded()) {
                throw new EvaluationFault(
                        EvaluationFault.Kind.LIMIT, "operation cancelled: actual cost limit exceeded", null);
            }
            if (fault != null) {
                throw fault;
            }
            return value;
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
        this.literals = CelValidatorFactory.standardCelValidatorBuilder(cel)
                .addAstValidators(
                        DurationLiteralValidator.INSTANCE,
                        TimestampLiteralValidator.INSTANCE,
                        RegexLiteralValidator.INSTANCE,
                        HomogeneousLiteralValidator.newInstance("format"))
                .build();
    }

    static Expressions over(CelTypeProvider types, Map<String, CelType> variables) {
        CelCompilerBuilder compiler = LANGUAGE.toCompilerBuilder();
        compiler.setTypeProvider(types);
        variables.forEach(compiler::addVar);
        return new Expressions(CelFactory.combine(compiler.build(), RUNTIME));
    }

    /**
     * A language of its own, which costs more to make than {@link #over(CelTypeProvider, Map)}.
     *
     * @param particular adds what is beyond the types and variables: further functions
     */
    static Expressions over(CelTypeProvider types, Map<String, CelType> variables, Consumer<CelBuilder> particular) {
        CelBuilder builder = CelFactory.legacyCelBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addMacros(SortBy.MACRO)
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(CelStandardDeclarations.newBuilder()
                        .filterFunctions((function, overload) -> true)
                        .filterIdentifiers(identifier -> true)
                        .build())
                .setStandardFunctions(Equality.othersThanItsOwn())
                .addFunctionBindings(new Equality(OPTIONS).bindings())
                .addCompilerLibraries(
                        CelExtensions.optional(),
                        CelExtensions.strings(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.math(),
                        LISTS,
                        CelExtensions.comprehensions(),
                        FUNCTIONS)
                .addRuntimeLibraries(
                        CelExtensions.optional(),
                        CelExtensions.strings(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.math(),
                        LISTS,
                        CelExtensions.comprehensions(),
                        FUNCTIONS)
                .setTypeProvider(types);
        variables.forEach(builder::addVar);
        particular.accept(builder);
        return new Expressions(builder.build());
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
            CelValidationResult checked = literals.validate(tree);
            if (checked.hasError()) {
                throw new CompilationFault("compilation failed: " + checked.getErrorString(), null, field);
            }
            return new Compiled(text, tree, cel.createProgram(tree), CostPlan.of(tree));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new CompilationFault("compilation failed: " + e.getMessage(), e, field);
        }
    }

    /**
     * Compiles an expression of whatever type it has.
     *
     * @param rewriting makes what is run of the parsed tree, before that is checked; the result's type is the parsed tree's
     * @throws CompilationFault saying what is wrong with the text
     */
    Compiled compile(String text, UnaryOperator<CelAbstractSyntaxTree> rewriting) throws CompilationFault {
        try {
            CelAbstractSyntaxTree parsed = cel.parse(text).getAst();
            CelAbstractSyntaxTree rewritten = rewriting.apply(parsed);
            CelAbstractSyntaxTree checked = cel.check(parsed).getAst();
            CelAbstractSyntaxTree run =
                    rewritten == parsed ? checked : cel.check(rewritten).getAst();
            return new Compiled(text, checked, cel.createProgram(run), CostPlan.of(run));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new CompilationFault("compilation failed: " + e.getMessage(), e, "");
        }
    }
}
