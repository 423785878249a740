/** Disruption budgets and evictions: the policy group. */
package org.nakhoda.api.policy;
