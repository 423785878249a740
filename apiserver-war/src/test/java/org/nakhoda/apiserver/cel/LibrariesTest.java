package org.nakhoda.apiserver.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cel.common.types.SimpleType;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nakhoda.api.json.Yaml;

/** The functions that an expression may call, over a value of which nothing is known. */
class LibrariesTest {
    private static final Expressions LANGUAGE =
            Expressions.over(new DeclaredTypes(Yaml.parse("{type: object}"), false), Map.of("object", SimpleType.DYN));

    private static Object value(String text) throws Expressions.CompilationFault {
        Object object = DeclaredValues.of(Yaml.parse("{num: 3, s: text, l: [3, 1, 2], m: {a: 1, b: 2}}"));
        return LANGUAGE.compile("expression", text, SimpleType.BOOL).value(Map.of("object", object), new Cost());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'tacocat'.charAt(3) == 'o' && 'abcb'.indexOf('b', 2) == 3 && 'abcb'.lastIndexOf('b') == 3",
                "'he he'.replace('he', 'we', 1) == 'we he' && 'a b c'.split(' ', 2) == ['a', 'b c']",
                "['a', 'b'].join('-') == 'a-b' && ['a', 'b'].join() == 'ab' && 'abc'.reverse() == 'cba'",
                "'  x '.trim() == 'x' && 'tacocat'.substring(1, 4) == 'aco' && 'Ab'.upperAscii() == 'AB'",
                "strings.quote('a\\nb') == '\"a\\\\nb\"'",
                "'%d %s %.2f %e %b %x %X %o %%'.format([7, 'a', 3.14159, 1.5, 5, 255, 'hi', 8]) == '7 a 3.14 1.500000e+00 101 ff 6869 10 %'",
                "'%s %s %s'.format([[1, 'a'], {'k': 1.5}, null]) == '[1, a] {k: 1.5} null'",
                "'%x %d'.format([b'hi', 7u]) == '6869 7'",
                "'x1y22'.findAll('[0-9]+', 1) == ['1'] && 'abc'.find('z') == ''",
                "[1u, 2u].sum() == 3u && [duration('1s'), duration('2s')].sum() == duration('3s')",
                "[b'a', b'b'].isSorted() && ['a', 'b', 'a'].lastIndexOf('a') == 2 && [2.5, 1.5].min() == 1.5",
                "[3, 1, 2].sort() == [1, 2, 3] && [1, 2, 2].distinct() == [1, 2] && [1, 2, 3].slice(1, 2) == [2]",
                "[[1], [2, 3]].flatten() == [1, 2, 3] && lists.range(3) == [0, 1, 2] && [1, 2].reverse() == [2, 1]",
                "['bb', 'a'].sortBy(x, x.size()) == ['a', 'bb'] && [3, 1, 2].sortBy(x, -x) == [3, 2, 1]",
                "url('https://my_host:80/a').getHostname() == 'my_host' && url('https://u@h/a').getHost() == 'h'",
                "url('https://[::1]:80/').getHostname() == '::1' && url('https://[::1]:80/').getPort() == '80'",
                "ip.isCanonical('::1') && !ip.isCanonical('::0001') && string(ip('10.0.0.1')) == '10.0.0.1'",
                "ip('224.0.0.1').isLinkLocalMulticast() && ip('169.254.1.1').isLinkLocalUnicast() && ip('8.8.8.8').isGlobalUnicast()",
                "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && cidr('10.0.0.0/8').prefixLength() == 8",
                "cidr('10.0.0.0/8').ip() == ip('10.0.0.0') && !cidr('10.0.0.0/8').containsCIDR('10.0.0.0/7')",
                "quantity('1.5').isInteger() == false && quantity('-1').sign() == -1 && quantity('1k').sub(1).asInteger() == 999",
                "semver('1.2.3-rc.1').isLessThan(semver('1.2.3')) && semver('1.2.3').compareTo(semver('1.2.3')) == 0",
                "format.named('dns1035Label').value().validate('1a').value().size() == 1",
                "sets.equivalent([1, 2], [2, 1]) && sets.intersects([1], [1, 2]) && !sets.contains([1], [2])",
                "optional.none().orValue(1) == 1 && optional.of(2).optMap(x, x + 1).value() == 3 && {'a': 1}[?'b'].or(optional.of(2)).value() == 2",
                "[1, 2].all(i, v, v == i + 1) && [1, 2].exists(i, v, i == 1) && {'a': 1}.existsOne(k, v, k == 'a')",
                "[1, 2, 3].transformList(i, v, i > 0, v * 2) == [4, 6] && {'a': 1}.transformMap(k, v, v + 1) == {'a': 2}",
                "[1, 2].transformMapEntry(i, v, {v: i}) == {1: 0, 2: 1}",
                "timestamp(0) == timestamp('1970-01-01T00:00:00Z') && int(timestamp('1970-01-01T00:00:01Z')) == 1",
                "1 < 1.5 && dyn(2u) == 2 && dyn(3) in [3.0]",
                "timestamp('2026-01-02T03:04:05Z').getFullYear() == 2026 && timestamp('2026-01-01T00:00:00Z') + duration('24h') == timestamp('2026-01-02T00:00:00Z')",
                "object.num == 3 && object.l.max() == 3 && object.m.all(k, v, v > 0) && object.s.startsWith('te') && !has(object.x)",
            })
    void holds(String expression) throws Exception {
        assertThat(value(expression)).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "duration('soon') == duration('1s')",
                "timestamp('soon') == timestamp('later')",
                "'a'.matches('(')",
                "[1, 'a'].size() == 2"
            })
    void literals_that_mean_nothing_are_faults_before_anything_runs(String expression) {
        assertThatThrownBy(() -> value(expression))
                .isInstanceOf(Expressions.CompilationFault.class)
                .hasMessageStartingWith("compilation failed: ");
    }

    @Test
    void faults_have_the_names_that_go_gives_them() {
        assertThatThrownBy(() -> value("object.x == 1")).hasMessage("no such key: x");
        assertThatThrownBy(() -> value("object.l[7] == 1")).hasMessage("index out of bounds: 7");
        assertThatThrownBy(() -> value("1 / (object.num - 3) == 1")).hasMessage("division by zero");
        assertThatThrownBy(() -> value("object.num < object.s")).hasMessage("no such overload");
    }

    @Test
    void a_language_may_have_functions_of_its_own_and_change_what_it_runs() throws Exception {
        FunctionLibrary own =
                new FunctionLibrary().global("twice", SimpleType.INT, a -> 2 * (Long) a[0], SimpleType.INT);
        Expressions language = Expressions.over(
                new DeclaredTypes(Yaml.parse("{type: object}"), false),
                Map.of("object", SimpleType.DYN),
                cel -> cel.addCompilerLibraries(own).addRuntimeLibraries(own));
        Cost cost = new Cost();

        Object value = language.compile("[twice(object.num)].sortBy(x, -x) + [1] == [6, 1]", tree -> tree)
                .value(Map.of("object", DeclaredValues.of(Yaml.parse("{num: 3}"))), cost);

        assertThat(value).isEqualTo(true);
        assertThat(cost.spent()).isPositive();
    }
}
