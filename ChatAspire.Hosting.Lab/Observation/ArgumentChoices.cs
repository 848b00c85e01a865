namespace ChatAspire.Hosting.Lab.Observation;

/// <summary>Arguments whose choices follow what is there.</summary>
/// <remarks>
/// They are set before the dialog opens. Options that Aspire loads while it is open replace its list; Aspire 13.6.5 sets the focus on
/// the list at that time, and the dashboard's page fails if the browser has not made the new one yet.
/// </remarks>
internal sealed class ArgumentChoices<TReading>
{
    private readonly List<(InteractionInput Input, Func<TReading, IReadOnlyList<string>> Choices)> _inputs = [];

    /// <summary>Creates an argument: one of the choices, or free text.</summary>
    /// <param name="choices">Returns the choices.</param>
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

    /// <summary>Sets the choices for the next dialog.</summary>
    public void Update(TReading reading)
    {
        foreach (var (input, choices) in _inputs)
        {
            input.Options = [.. choices(reading).Select(choice => new KeyValuePair<string, string>(choice, choice))];
        }
    }
}
