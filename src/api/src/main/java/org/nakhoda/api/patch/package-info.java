/** The three patches of a Kubernetes API on JSON trees: JSON Patch, JSON Merge Patch and strategic merge patch. Pure. */
package org.nakhoda.api.patch;
