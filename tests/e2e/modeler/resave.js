// A bpmn.io modeler in an empty page: window.resave(xml) opens a file, edits nothing and saves it.
import Modeler from "camunda-bpmn-js/lib/camunda-platform/Modeler";

const modeler = new Modeler({
  container: "#canvas",
  disableAdjustOrigin: true, // else a save may move the whole diagram
});

window.resave = async (xml) => {
  try {
    const { warnings } = await modeler.importXML(xml);
    const saved = await modeler.saveXML({ format: true });
    return { xml: saved.xml, warnings: warnings.map((one) => one.message) };
  } catch (error) {
    return { xml: "", warnings: [...(error.warnings ?? []).map((one) => one.message), String(error)] };
  }
};
