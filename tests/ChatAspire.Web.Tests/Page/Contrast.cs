namespace ChatAspire.Web.Tests.Page;

/// <summary>Checks the contrast of texts required by WCAG 2.2 (success criterion 1.4.3).</summary>
internal static class Contrast
{
    /// <summary>JavaScript that lists the visible texts whose contrast with their background is below 4.5 to 1.</summary>
    public const string FindInsufficient = """
        () => {
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const rgba = colour => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            return canvas.getImageData(0, 0, 1, 1).data;
          };
          const luminance = ([r, g, b]) => {
            const [x, y, z] = [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * x + 0.7152 * y + 0.0722 * z;
          };
          const background = element => {
            for (let each = element; each; each = each.parentElement) {
              const colour = rgba(getComputedStyle(each).backgroundColor);
              if (colour[3] > 0) return colour;
            }
            return [255, 255, 255];
          };
          const texts = [...document.querySelectorAll('body *')].filter(element => element.checkVisibility()
            && [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()));
          return texts.map(element => {
            const [high, low] = [rgba(getComputedStyle(element).color), background(element)].map(luminance).sort((a, b) => b - a);
            return { element, ratio: (high + 0.05) / (low + 0.05) };
          }).filter(({ ratio }) => ratio < 4.5).map(({ element, ratio }) => `${ratio.toFixed(2)} ${element.outerHTML}`);
        }
        """;
}
