/** The one typed, validated configuration of a cluster's processes. Pure: whoever reads files or the environment hands over a map. */
package org.nakhoda.api.settings;
