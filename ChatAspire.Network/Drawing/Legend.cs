namespace ChatAspire.Network.Drawing;

/// <summary>Draws the colour key: each style of <see cref="PictureStyle.Legend"/> with its meaning.</summary>
internal static class Legend
{
    /// <returns>The y coordinate below the legend.</returns>
    public static double Draw(SvgCanvas canvas, double left, double y, double right)
    {
        var x = left;
        foreach (var (style, meaning) in PictureStyle.Legend)
        {
            var width = 30 + PictureStyle.Width(meaning, 11);
            if (x > left && x + width > right)
            {
                (x, y) = (left, y + 20);
            }

            canvas.Rect(new Box(x, y, 16, 12), style, 3);
            canvas.Text(x + 22, y + 10, meaning, "quiet");
            x += width;
        }

        return y + 14;
    }
}
