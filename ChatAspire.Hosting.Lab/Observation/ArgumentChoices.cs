namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>Command arguments whose choices are updated from readings, such as the running containers.</summary>
/// <remarks>
/// The choices are set before the dialog opens, not loaded by it. Choices loaded by an open dialog replace its list; Aspire 13.6.5 then
/// sets the focus on the list, and the dashboard's page fails if the browser has not yet created the new list.
/// </remarks>
internal sealed class ArgumentChoices<TReading>
{
    private readonly List<(InteractionInput Input, Func<TReading, IReadOnlyList<string>> Choices)> _inputs = [];

    /// <summary>Creates a required argument whose value is one of the choices, or free text.</summary>
    /// <param name="choices">Returns the choices for a reading.</param>
    public InteractionInput Add(string name, string label, string description, Func<TReading, IReadOnlyList<string>> choices)
    {
        InteractionInput input = new()
        {
            Name = name,
            Label = label,
            Description = description,
            InputType = InputType.Choice,
            Required = true,
            AllowCustomChoice = true,
            Options = [],
        };
        _inputs.Add((input, choices));
        return input;
    }

    /// <summary>Updates the choices of all arguments, for the next dialog that opens.</summary>
    public void Update(TReading reading)
    {
        foreach (var (input, choices) in _inputs)
        {
            input.Options = [.. choices(reading).Select(choice => new KeyValuePair<string, string>(choice, choice))];
        }
    }
}
