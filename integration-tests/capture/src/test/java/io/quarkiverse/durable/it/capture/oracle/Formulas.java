package io.quarkiverse.durable.it.capture.oracle;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.hibernate.mapping.Formula;
import org.hibernate.mapping.Property;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Attributes that are in no column: the database computes them once more. */
final class Formulas {

    private Formulas() {
    }

    static List<String> differences(Model model, Tables tables, Map<String, ObjectNode> known) {
        List<String> result = new ArrayList<>();
        for (EntityMapping entity : model.entities()) {
            for (Property property : entity.attributes.values()) {
                if (EntityMapping.isFormula(property)) {
                    known.forEach((key, image) -> {
                        if (key.startsWith(entity.type.getRootClass().getEntityName() + " ")) {
                            compare(entity, property, image, tables, result);
                        }
                    });
                }
            }
        }
        return result;
    }

    private static void compare(EntityMapping entity, Property property, ObjectNode image, Tables tables,
            List<String> differences) {
        String formula = ((Formula) property.getValue().getSelectables().get(0)).getFormula();
        String id = entity.type.getIdentifier().getSelectables().get(0).getText();
        String computed = tables.value(formula, entity.type.getTable().getName(), id + " = " + entity.id(image).asText());
        JsonNode published = image.get(property.getName());
        boolean same = JsonValues.isNull(published) ? computed == null
                : computed != null && (published.isNumber()
                        ? new BigDecimal(computed).compareTo(published.decimalValue()) == 0
                        : computed.equals(published.asText()));
        if (!same) {
            differences.add(entity.name() + "." + property.getName() + " is " + computed + ", published was " + published);
        }
    }
}
