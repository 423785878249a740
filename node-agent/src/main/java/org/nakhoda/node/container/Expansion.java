package org.nakhoda.node.container;

import java.util.Map;

/**
 * {@code $(NAME)} in commands, arguments and variables. {@code $$} stands for one dollar sign, so {@code $$(NAME)} is
 * {@code $(NAME)} as it is; a name that is not known stays as it was written.
 */
final class Expansion {
    private Expansion() {}

    static String expand(String text, Map<String, String> variables) {
        StringBuilder result = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '$' || at + 1 == text.length()) {
                result.append(c);
                at++;
                continue;
            }
            char next = text.charAt(at + 1);
            if (next == '$') {
                result.append('$');
                at += 2;
                continue;
            }
            int end = next == '(' ? text.indexOf(')', at + 2) : -1;
            if (end < 0) {
                result.append(c);
                at++;
                continue;
            }
            String name = text.substring(at + 2, end);
            String value = variables.get(name);
            result.append(value != null ? value : text.substring(at, end + 1));
            at = end + 1;
        }
        return result.toString();
    }
}
