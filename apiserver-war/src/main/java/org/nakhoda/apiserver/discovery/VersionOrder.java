package org.nakhoda.apiserver.discovery;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes' order of preference: stable before beta before alpha, newer before older, other names last. */
final class VersionOrder implements Comparator<String> {
    private static final Pattern NAME = Pattern.compile("v([0-9]{1,9})(?:(alpha|beta)([0-9]{1,9}))?");

    @Override
    public int compare(String a, String b) {
        Matcher left = NAME.matcher(a);
        Matcher right = NAME.matcher(b);
        boolean known = left.matches();
        if (known != right.matches()) {
            return known ? -1 : 1;
        }
        if (!known) {
            return a.compareTo(b);
        }
        int byStability = Integer.compare(stability(right), stability(left));
        if (byStability != 0) {
            return byStability;
        }
        int byMajor = Integer.compare(number(right, 1), number(left, 1));
        return byMajor != 0 ? byMajor : Integer.compare(number(right, 3), number(left, 3));
    }

    private static int stability(Matcher version) {
        return version.group(2) == null ? 2 : version.group(2).equals("beta") ? 1 : 0;
    }

    private static int number(Matcher version, int group) {
        return version.group(group) == null ? 0 : Integer.parseInt(version.group(group));
    }
}
