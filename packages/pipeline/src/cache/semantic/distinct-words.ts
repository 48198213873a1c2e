/** Words that change what a question asks while they hardly change how it looks. */

/** Words for numbers, as their digits. */
export const NUMBER_WORDS: ReadonlyMap<string, string> = new Map(
  [
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty',
  ]
    .join(' ')
    .split(' ')
    .map((word, number) => [word, String(number)] as const)
    .concat([
      ['thirty', '30'], ['forty', '40'], ['fifty', '50'], ['hundred', '100'], ['thousand', '1000'], ['million', '1000000'],
      ['half', '0.5'], ['twice', '2'], ['double', '2'], ['triple', '3'], ['dozen', '12'], ['second', '2'], ['third', '3'],
    ]),
); // prettier-ignore

export const NEGATIONS = wordSet(
  `no not never none neither nor nobody nothing nowhere without except excluding unless cannot can't cant don't dont
   doesn't doesnt didn't didnt isn't isnt aren't arent wasn't wasnt weren't werent won't wont wouldn't wouldnt shouldn't
   shouldnt couldn't couldnt haven't havent hasn't hasnt hadn't mustn't needn't ain't avoid lack lacks lacking fail fails
   kein keine keinen nicht nie ohne non pas jamais sans sin nunca`,
);

export const UNITS = synonyms(`
  km kilometre kilometres kilometer kilometers; m metre metres meter meters; cm centimetre centimetres centimeter
  centimeters; mm millimetre millimetres millimeter millimeters; mile miles mi; yard yards; foot feet ft; inch inches;
  kg kilo kilos kilogram kilograms; g gram grams; mg milligram milligrams; lb lbs pound pounds; oz ounce ounces;
  stone stones; ton tons tonne tonnes; l litre litres liter liters; ml millilitre millilitres milliliter milliliters;
  gallon gallons; cup cups; tbsp tablespoon tablespoons; tsp teaspoon teaspoons; celsius centigrade; fahrenheit; kelvin;
  usd dollar dollars $; eur euro euros €; gbp sterling £; yen jpy ¥; rupee rupees inr; yuan rmb cny; bit bits; byte bytes; kb kilobyte
  kilobytes; mb megabyte megabytes; gb gigabyte gigabytes; tb terabyte terabytes; ms millisecond milliseconds; sec secs
  seconds; minute minutes min mins; hour hours hr hrs; day days daily; week weeks weekly; month months monthly; quarter
  quarters quarterly; year years yearly annual annually; decade decades; century centuries; percent percentage %;
  watt watts; kw kilowatt kilowatts; volt volts; amp amps; joule joules; calorie calories kcal; mph; kph kmh; hz hertz`);

/** Days, months and words that mean a date from where one stands. */
export const DATES = synonyms(`
  monday mon; tuesday tue; wednesday wed; thursday thu; friday fri; saturday sat; sunday sun; january jan; february feb;
  march; april apr; june; july; august aug; september sep; october oct; november nov; december dec; today; tomorrow;
  yesterday; tonight; morning; noon; afternoon; evening; night midnight; weekend weekends; weekday weekdays; spring;
  summer; autumn fall; winter; next; last previous; current now currently; am a.m; pm p.m; christmas; easter`);

/** Either side of an opposition, or one of a few that exclude each other. */
export const OPPOSITES = synonyms(`
  increase increases increasing increased raise raising grow growing gain gaining; decrease decreases decreasing decreased
  reduce reducing reduces lower lowering shrink lose losing; more; less fewer; most; least; maximum max maximise maximize;
  minimum min minimise minimize; highest largest biggest tallest longest greatest; lowest smallest shortest; high; low; best; worst; good;
  bad; better; worse; older oldest; newer newest latest; before; after; above over; below under; start starting begin
  enable enabling activate; stop end disable disabling deactivate; open opening; close closing closed; buy buying
  purchase; sell selling; import importing; export exporting; upload uploading; download downloading; add adding insert; remove
  removing delete deleting; create creating make; destroy; encrypt encrypting encryption; decrypt decrypting decryption; encode
  encoding; decode decoding; compress; decompress extract; allow allowing permit; deny block blocking forbid; accept; reject
  decline; pros advantages benefits advantage benefit; cons disadvantages drawbacks disadvantage drawback; cause causes; effect effects;
  symptom symptoms; treatment treatments cure; left; right; north northern; south southern; east eastern; west western; hot; cold; win
  winning; lend lending; borrow borrowing; install installing; uninstall uninstalling; connect; disconnect; lock locking; unlock
  unlocking; subscribe; unsubscribe cancel; ascending asc; descending desc; push; pull; merge; split; read; write; safe;
  unsafe dangerous harmful; legal; illegal; possible; impossible; with; inside indoor indoors; outside outdoor outdoors;
  male men man; female women woman; adult adults; child children kids; buyer; seller; employer; employee; landlord; tenant;
  long; short; fast; slow; cheap cheapest; expensive dearest; deposit; withdraw withdrawal; send sending; receive receiving;
  hire hiring; fire firing; net; gross; mean average; median; even; odd; public; private; input; output; client; server;
  always; sometimes; all; some; any; only; first; freeze freezing; boil boiling; melt melting`);

export const LANGUAGES = wordSet(
  `english french german spanish italian portuguese dutch swedish norwegian danish finnish polish czech russian ukrainian
   turkish greek arabic hebrew hindi urdu bengali tamil chinese mandarin cantonese japanese korean vietnamese thai
   indonesian latin python javascript typescript java kotlin swift rust golang go ruby php perl scala haskell elixir c c++
   c# sql bash powershell html css json xml yaml csv postgres postgresql mysql sqlite mongodb redis react vue angular
   svelte django flask rails linux windows macos ios android`,
);

/** What is asked for: `what`, `which` and `how` are used for everything. */
export const ASKED = synonyms(
  `who whom; whose; when; where; why; many number count; much; old age; tall height; far distance; big size`,
);

/** Words that say which of two things is which: what follows them belongs to them. */
export const DIRECTIONS: ReadonlyMap<string, string> = new Map([
  ['from', 'from'], ['to', 'to'], ['into', 'to'], ['onto', 'to'], ['in', 'in'], ['than', 'than'], ['before', 'before'],
  ['after', 'after'], ['versus', 'than'], ['vs', 'than'],
]); // prettier-ignore

/** What `to` belongs to where it only makes a verb of what follows. */
export const VERBAL = wordSet(
  `how want wants need needs like love way ways able going have has try trying steps possible easiest best easy hard where
   what when supposed allowed required time take takes long help`,
);

/** Words that say nothing of what is asked about. */
export const FILLERS = wordSet('a an the my your our their his her its this that these those please me us i you we it');

/** How questions and requests begin; such a word is no name although it is capital. */
export const OPENERS = wordSet(
  `what what's whats which who whose whom when where why how is are am was were do does did can could would should will
   shall may might must have has had tell give show list explain describe define name write find calculate compute convert
   translate summarise summarize compare help make create i i'd i'm i've in at on to for from of if please could and or
   the a an my your our their any there it this that these those between during according let need want looking
   recommend suggest provide say state identify outline discuss hello hi hey thanks as with by about using`,
);

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/));
}

/** Groups of words that stand for the first of them. */
function synonyms(groups: string): ReadonlyMap<string, string> {
  const byWord = new Map<string, string>();
  for (const group of groups.split(';')) {
    const words = group.trim().split(/\s+/);
    for (const word of words) byWord.set(word, words[0] as string);
  }
  return byWord;
}
