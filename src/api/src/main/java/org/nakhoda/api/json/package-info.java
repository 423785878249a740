/** JSON and YAML in and out: the one place that configures a parser. Objects travel as Jackson trees. */
package org.nakhoda.api.json;
