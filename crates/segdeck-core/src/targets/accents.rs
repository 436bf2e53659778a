//! Letters with accents.

/// Each accent, and behind it pairs of a letter and that letter with the accent: the canonical
/// decompositions of Unicode for Latin, Greek without its older accents, Cyrillic, Arabic and kana.
/// A pair of capitals stands for that of their small letters too.
#[rustfmt::skip]
pub(super) const ACCENTS: &str = concat!(
    "\u{300}AÀEÈIÌOÒUÙÜǛNǸЕЀИЍĒḔŌṐWẀÂẦĂẰÊỀÔỒƠỜƯỪYỲ",
    "\u{301}AÁEÉIÍOÓUÚYÝCĆLĹNŃRŔSŚZŹÜǗGǴgǵÅǺÆǼØǾ¨΅ΑΆΕΈΗΉΙΊΟΌΥΎΩΏϊΐϋΰϒϓГЃКЌÇḈĒḖÏḮKḰMḾÕṌŌṒPṔŨṸWẂÂẤĂẮÊẾÔỐƠỚƯỨ",
    "\u{302}AÂEÊIÎOÔUÛCĈGĜHĤJĴSŜWŴYŶZẐẠẬẸỆỌỘ",
    "\u{303}AÃNÑOÕIĨUŨVṼÂẪĂẴEẼÊỄÔỖƠỠƯỮYỸ",
    "\u{304}AĀEĒIĪOŌUŪÜǕÄǞȦǠÆǢǪǬÖȪÕȬȮȰYȲИӢУӮGḠḶḸṚṜ",
    "\u{306}AĂEĔGĞIĬOŎUŬУЎИЙЖӁАӐЕӖȨḜẠẶ",
    "\u{307}CĊEĖGĠIİZŻAȦOȮBḂDḊFḞHḢMṀNṄPṖRṘSṠŚṤŠṦṢṨTṪWẆXẊYẎſẛ",
    "\u{308}AÄEËIÏOÖUÜYŸΙΪΥΫϒϔЕЁІЇАӒӘӚЖӜЗӞИӤОӦӨӪЭӬУӰЧӴЫӸHḦÕṎŪṺWẄXẌtẗ",
    "\u{309}AẢÂẨĂẲEẺÊỂIỈOỎÔỔƠỞUỦƯỬYỶ",
    "\u{30a}AÅUŮwẘyẙ",
    "\u{30b}OŐUŰУӲ",
    "\u{30c}CČDĎEĚLĽNŇRŘSŠTŤZŽAǍIǏOǑUǓÜǙGǦKǨƷǮjǰHȞ",
    "\u{30f}AȀEȄIȈOȌRȐUȔѴѶ",
    "\u{311}AȂEȆIȊOȎRȒUȖ",
    "\u{31b}OƠUƯ",
    "\u{323}BḄDḌHḤKḲLḶMṂNṆRṚSṢTṬVṾWẈZẒAẠEẸIỊOỌƠỢUỤƯỰYỴ",
    "\u{324}UṲ",
    "\u{325}AḀ",
    "\u{326}SȘTȚ",
    "\u{327}CÇGĢKĶLĻNŅRŖSŞTŢEȨDḐHḨ",
    "\u{328}AĄEĘIĮUŲOǪ",
    "\u{32d}DḒEḘLḼNṊTṰUṶ",
    "\u{32e}HḪ",
    "\u{330}EḚIḬUṴ",
    "\u{331}BḆDḎKḴLḺNṈRṞTṮZẔhẖ",
    "\u{653}\u{627}\u{622}",
    "\u{654}\u{627}\u{623}\u{648}\u{624}\u{64a}\u{626}\u{6d5}\u{6c0}\u{6c1}\u{6c2}\u{6d2}\u{6d3}",
    "\u{655}\u{627}\u{625}",
    "\u{3099}かがきぎくぐけげこごさざしじすずせぜそぞただちぢつづてでとどはばひびふぶへべほぼうゔゝゞカガキギクグケゲコゴサザシジスズセゼソゾタダチヂツヅテデトドハバヒビフブヘベホボウヴワヷヰヸヱヹヲヺヽヾ",
    "\u{309a}はぱひぴふぷへぺほぽハパヒピフプヘペホポ",
);
