/** The page and the card in the Dev UI. */
package io.quarkiverse.durable.deployment.devui;
