// Prints as JSON what pdf.js, the reader in Firefox, makes of PDF files: for each page the structure tree, and the text
// of each marked-content sequence.
// usage: node pdfjs_tree.js PDF.JS FILE.pdf...
const [, , library, ...files] = process.argv;
const pdfjs = require(library);

async function readPage(page) {
    const content = await page.getTextContent({ includeMarkedContent: true });
    const texts = {};
    const open = [];
    for (const item of content.items) {
        if (item.type === "beginMarkedContent" || item.type === "beginMarkedContentProps") {
            open.push(item.id ?? null);
        } else if (item.type === "endMarkedContent") {
            open.pop();
        } else {
            const id = [...open].reverse().find((one) => one !== null);
            if (id !== undefined) {
                texts[id] = (texts[id] ?? "") + item.str;
            }
        }
    }
    return { tree: await page.getStructTree(), texts };
}

async function readFile(file) {
    const document = await pdfjs.getDocument({ url: file, verbosity: 0, isEvalSupported: false }).promise;
    const pages = [];
    for (let number = 1; number <= document.numPages; number++) {
        pages.push(await readPage(await document.getPage(number)));
    }
    return { marks: await document.getMarkInfo(), outline: await document.getOutline(), pages };
}

(async () => {
    const found = {};
    for (const file of files) {
        found[file] = await readFile(file);
    }
    process.stdout.write(JSON.stringify(found));
})();
