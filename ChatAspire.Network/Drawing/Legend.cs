namespace ChatAspire.Network.Drawing;

/// <summary>What the colours stand for.</summary>
internal static class Legend
{
    /// <returns>Where the next thing can be drawn.</returns>
    public static double Draw(SvgCanvas canvas, double left, double y, double right)
    {
        var x = left;
        foreach (var (style, meaning) in PictureStyle.Legend)
        {
            var room = 30 + PictureStyle.Width(meaning, 11);
            if (x > left && x + room > right)
                (x, y) = (left, y + 20);
            canvas.Rect(new Box(x, y, 16, 12), style, 3);
            canvas.Text(x + 22, y + 10, meaning, "quiet");
            x += room;
        }

        return y + 14;
    }
}
