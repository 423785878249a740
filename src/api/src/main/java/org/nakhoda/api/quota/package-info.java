/** What objects count for against the quotas of their namespace. Pure: admission and the controller count by the same rules. */
package org.nakhoda.api.quota;
