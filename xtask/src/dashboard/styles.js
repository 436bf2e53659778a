function fetchStyle(address) {
    const link = document.createElement("link");
    const style = new Promise((resolve, reject) => {
        link.onload = resolve;
        link.onerror = () => {
            link.remove();
            reject(new Error(`${address} could not be loaded.`));
        };
    });
    style.catch(() => {});
    link.rel = "stylesheet";
    link.href = address;
    document.head.append(link);
    return () => style;
}
